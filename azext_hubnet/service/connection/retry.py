"""How often and how long hubnet retries: the only table of these limits.

==================== =========================================== =====================================================
module               waits for                                   limits
==================== =========================================== =====================================================
`connection.arm`     one read of a hub, one poll                 FIRST_WAIT, RETRIES, LONGEST_RETRY_AFTER
`reading.throttle`   one of many parallel reads                  the same, READ_GROWTH, MOST_THROTTLED,
                                                                 THROTTLED_PAUSE
`writing.operation`  an operation to end, a hub to become idle   FIRST_WAIT, POLL_GROWTH, LONGEST_WAIT,
                                                                 LONGEST_RETRY_AFTER, MOST_UNCLEAR, TIME_TO_SHOW
`writing.attempt`    a write that was not accepted               the waits of `operation`, MOST_WRITE_FAILURES
`writing.one_by_one` the poller of azure-ai-ml                   SDK_POLLING_INTERVAL, POLLER_LOOK
==================== =========================================== =====================================================
"""

from typing import Final

# Seconds before the first retry, near azure-core's default for reads (0.8). In recorded traffic, writes to a network
# that is not provisioned had ended at the first poll, so an early poll is worthwhile.
FIRST_WAIT: Final = 1.0

# Each wait is this many times the previous one. Failed reads slow down quickly (2 is azure-core's factor); polls are
# frequent at first, because most operations are short.
READ_GROWTH: Final = 2.0
POLL_GROWTH: Final = 1.5

# Maximum seconds between two polls, so that the end of an operation is noticed soon. The waits of reads stay shorter.
LONGEST_WAIT: Final = 15.0

# Maximum Retry-After, in seconds, that is obeyed: ARM may ask for an hour, and the command would seem to hang.
# A read with a longer one fails at once with that advice; a poll comes earlier, which does no harm.
LONGEST_RETRY_AFTER: Final = 60.0

# Retries of one read after a fault (408, 5xx, a broken connection); azure-core's default for each kind of fault.
RETRIES: Final = 3

# Retries of one read after a 429. More than for faults: each answer says when to retry, so more of them do no harm,
# and many threads share one limit.
MOST_THROTTLED: Final = 10
# Seconds before the next request to a throttled subscription if the answer does not say. Its bucket then holds
# 5 × 25 reads again (see `reading.throttle`).
THROTTLED_PAUSE: Final = 5.0

# Failed sends of one write, not counting conflicts, which --timeout limits. More than RETRIES: the hub is read before
# each retry, so nothing is written twice, and giving up leaves a plan half done.
MOST_WRITE_FAILURES: Final = 8

# Consecutive polls without a usable answer, after which hubnet reads the hub instead. More than one, because an
# operation that the service does not know yet may be known a moment later.
MOST_UNCLEAR: Final = 3

# Seconds to wait for the hub to show the effect of an operation whose status can no longer be read.
TIME_TO_SHOW: Final = 60.0

# Seconds between two requests of azure-ai-ml's poller (its own 30 s made each rule take 31 s instead of 1.1 s), and
# between two checks of that poller, so that Ctrl-C and --timeout take effect soon.
SDK_POLLING_INTERVAL: Final = 1
POLLER_LOOK: Final = 0.5
