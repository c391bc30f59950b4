"""Parallel work on many items, in threads that do not delay the end of the command."""

import collections
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from .throttle import Throttle

Item = TypeVar('Item')
Result = TypeVar('Result')
Kept = TypeVar('Kept')

# Seconds between checks. On Windows, a wait without a limit cannot be interrupted.
_LOOK = 0.5


def _one_group(_item: object) -> str:
    return ''


@dataclass(frozen=True)
class Pool(Generic[Item]):
    """Threads that share a throttle.

    concurrent.futures would wait for its threads when Python ends, even for a request that takes a minute.

    Attributes:
        threads: Maximum number of threads.
        throttle: Delays the items of a subscription. It is stopped when the work ends early.
        subscription_of: Gives the subscription of an item. While one is delayed, items of others come first.
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
        """The results of receive(work(item)) for all items, in the order of the items.

        Args:
            work: Called in the threads.
            items: Arguments for work.
            receive: Called in the caller's thread with each result, while work on others goes on.
            progress: Called in the caller's thread with two numbers: items done so far, and all items.

        Raises:
            BaseException: The first exception of any of the functions, or an interruption. Threads that are still at
                work then end by themselves.
        """
        todo: _Todo[Item] = _Todo(self.throttle)
        for index, item in enumerate(items):
            todo.items.setdefault(self.subscription_of(item), collections.deque()).append((index, item))
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


@dataclass(frozen=True)
class _Todo(Generic[Item]):
    """The items that no thread has taken yet.

    Attributes:
        throttle: Gives the delay of each subscription.
        items: Items with their numbers, by subscription.
        lock: Held while an item is taken.
    """

    throttle: Throttle
    items: dict[str, collections.deque[tuple[int, Item]]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> tuple[int, Item] | None:
        """The next item of the subscription with the shortest delay, with its number; None if none is left."""
        with self.lock:
            if not self.items:
                return None
            subscription = min(self.items, key=self.throttle.delay)
            taken = self.items[subscription].popleft()
            if not self.items[subscription]:
                del self.items[subscription]
            return taken


def _run(
    work: Callable[[Item], Result], todo: _Todo[Item], outcomes: 'queue.SimpleQueue[tuple[int, Result] | BaseException]'
) -> None:
    """Work on items until none is left or one fails; put each result and the error into the queue."""
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
