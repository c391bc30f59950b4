"""Many items worked on at the same time, by threads that do not delay the end of the command."""

import collections
import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .throttle import Throttle

Item = TypeVar('Item')
Result = TypeVar('Result')
Kept = TypeVar('Kept')

# Seconds; on Windows, a wait without end cannot be interrupted.
_LOOK = 0.5


def _one_group(_item: object) -> str:
    return ''


@dataclass(frozen=True)
class Pool(Generic[Item]):
    """Threads that share a throttle.

    Not concurrent.futures: that waits for its threads when Python ends, and they may be in a request of a minute.

    Attributes:
        threads: How many at most.
        throttle: Holds up items of a subscription; stopped when the work ends early.
        subscription_of: Of an item. While the throttle holds one subscription up, items of others come first.
    """

    threads: int
    throttle: Throttle
    subscription_of: Callable[[Item], str] = _one_group

    def each(
        self,
        work: Callable[[Item], Result],
        items: Sequence[Item],
        receive: Callable[[Result], Kept],
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> list[Kept]:
        """What receive makes of work(item), for every item, in the order of the items.

        Args:
            work: Runs in the threads.
            items: What to work on.
            receive: Takes a result, in the caller's thread, while others are still being worked on.
            progress: Called with how many of how many are done, in the caller's thread.

        Raises:
            BaseException: What any of the functions raises, and an interruption; threads still at work then end by
                themselves.
        """
        todo = _Todo(items, self.subscription_of, self.throttle)
        outcomes: queue.SimpleQueue[tuple[int, Result] | BaseException] = queue.SimpleQueue()
        kept: dict[int, Kept] = {}
        progress(0, len(items))
        try:
            for number in range(min(self.threads, len(items))):
                name = f'hubnet-{number}'
                threading.Thread(target=_run, args=(work, todo, outcomes), name=name, daemon=True).start()
            while len(kept) < len(items):
                index, result = _next(outcomes)
                kept[index] = receive(result)
                progress(len(kept), len(items))
        except BaseException:
            self.throttle.stop()
            raise
        return [kept[index] for index in range(len(items))]


class _Todo(Generic[Item]):
    """The items that no thread has taken yet, numbered, by subscription."""

    def __init__(self, items: Iterable[Item], subscription_of: Callable[[Item], str], throttle: Throttle):
        self._throttle = throttle
        self._lock = threading.Lock()
        self._items: dict[str, collections.deque[tuple[int, Item]]] = {}
        for index, item in enumerate(items):
            self._items.setdefault(subscription_of(item), collections.deque()).append((index, item))

    def take(self) -> tuple[int, Item] | None:
        """The next item of the subscription that is held up the least, with its number; None at the end."""
        with self._lock:
            if not self._items:
                return None
            subscription = min(self._items, key=self._throttle.delay)
            taken = self._items[subscription].popleft()
            if not self._items[subscription]:
                del self._items[subscription]
            return taken


def _run(
    work: Callable[[Item], Result], todo: _Todo[Item], outcomes: 'queue.SimpleQueue[tuple[int, Result] | BaseException]'
) -> None:
    """Work until nothing is left, or until the first error; what comes out goes to the queue."""
    while True:
        taken = todo.take()
        if taken is None:
            return
        index, item = taken
        try:
            outcomes.put((index, work(item)))
        except BaseException as ex:  # pylint: disable=broad-exception-caught
            outcomes.put(ex)
            return


def _next(outcomes: 'queue.SimpleQueue[tuple[int, Result] | BaseException]') -> tuple[int, Result]:
    """The next result, with the number of its item. Raises the error of the thread that failed."""
    while True:
        try:
            outcome = outcomes.get(timeout=_LOOK)
        except queue.Empty:
            continue
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome
