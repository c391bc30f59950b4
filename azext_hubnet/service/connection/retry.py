"""How often and how long anything is tried again: the one table of these figures.

==================== ========================================= =======================================================
who waits            for what                                  by which figures
==================== ========================================= =======================================================
`connection.arm`     one read of a hub, one look at a poll     FIRST_WAIT, RETRIES, LONGEST_RETRY_AFTER
`reading.throttle`   one of many reads at the same time        the same, READ_GROWTH, MOST_THROTTLED, THROTTLED_PAUSE
`writing.operation`  an operation, or a hub, to become idle    FIRST_WAIT, POLL_GROWTH, LONGEST_WAIT,
                                                               LONGEST_RETRY_AFTER, MOST_UNCLEAR, TIME_TO_SHOW
`writing.attempt`    a write that was not accepted             the waits of `operation`, MOST_WRITE_FAILURES
`writing.one_by_one` the poller of azure-ai-ml                 SDK_POLLING_INTERVAL, POLLER_LOOK
==================== ========================================= =======================================================
"""

from typing import Final

# Seconds before the first repetition. hubnet's choice, near azure-core's default for reads (0.8): writes to a network
# that is not provisioned were over at the first poll in recorded traffic, so a first look should be early.
FIRST_WAIT: Final = 1.0

# Each wait is so many times the one before. Reads that fail leave a service in trouble alone quickly (2 is
# azure-core's own factor); polls look often at first, because most operations are short.
READ_GROWTH: Final = 2.0
POLL_GROWTH: Final = 1.5

# Seconds between two polls at most: nobody should wait longer than that for an operation that is over. Reads end after
# RETRIES, before their waits come near it.
LONGEST_WAIT: Final = 15.0

# Seconds that a Retry-After is honoured for. ARM may ask for an hour, and a command that waits so long looks as if it
# hung. A read with a longer one fails at once with that advice; a poll looks earlier, which harms no one.
LONGEST_RETRY_AFTER: Final = 60.0

# Repetitions of one read after a fault (408, 5xx, a broken connection); azure-core's default for each kind of fault.
RETRIES: Final = 3

# Repetitions of one read after a 429. More than for faults: each answer says when to come again, so that repeating
# does no harm, and many threads share one budget.
MOST_THROTTLED: Final = 10
# Seconds until a throttled subscription is asked again where the answer does not say; its budget then holds
# 5 × 25 reads again (see `reading.throttle`).
THROTTLED_PAUSE: Final = 5.0

# Sends of one write that fail for another reason than a conflict. Higher than RETRIES: the hub is read before every
# repetition, so that none is sent twice, and giving up leaves a plan half done. Conflicts do not count: how long one
# lasts is not the write's fault, and --timeout bounds it.
MOST_WRITE_FAILURES: Final = 8

# Polls in a row without a usable answer, after which only the hub itself shows how the operation went. Not one: even
# an operation that the service does not know yet may be known a moment later.
MOST_UNCLEAR: Final = 3

# Seconds to wait for the hub to show the effect of an operation whose status can no longer be read.
TIME_TO_SHOW: Final = 60.0

# Seconds between two requests of azure-ai-ml's poller, whose own 30 s come on top of every rule (measured: 31 s instead
# of 1.1 s beyond the service), and between two checks of that poller, so that Ctrl-C and --timeout work meanwhile.
SDK_POLLING_INTERVAL: Final = 1
POLLER_LOOK: Final = 0.5
