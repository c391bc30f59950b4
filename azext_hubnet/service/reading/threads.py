"""Many things done at once by threads that nobody has to wait for when the user has enough."""

import collections
import queue
import threading

# A wait without end cannot be interrupted on Windows.
_LOOK = 0.5


def each(
    work,
    items,
    threads,
    throttle,
    *,
    receive=lambda result: result,
    progress=lambda done, total: None,
    subscription_of=lambda item: '',
):
    """work(item) for every item, as a list in the order of the items.

    receive: makes of a result what stands in the list, while others are still worked on. progress: told how many of
    how many are done. Both run in the caller's thread. subscription_of: of an item; while the throttle holds one up,
    items of others come first. What any of them raises is raised here, and so is an interruption; either way the
    throttle is stopped, and threads that are still at it end by themselves. Not concurrent.futures: that waits for its
    threads when Python ends, and they may be in a request of a minute.
    """
    todo = {}
    for numbered in enumerate(items):
        todo.setdefault(subscription_of(numbered[1]), collections.deque()).append(numbered)
    taking = threading.Lock()
    done = queue.SimpleQueue()
    results = [None] * len(items)

    def take():
        with taking:
            if not todo:
                return None
            subscription = min(todo, key=throttle.delay)
            taken = todo[subscription].popleft()
            if not todo[subscription]:
                del todo[subscription]
            return taken

    def run():
        while True:
            taken = take()
            if taken is None:
                return
            index, item = taken
            try:
                done.put((index, work(item), None))
            except BaseException as ex:  # pylint: disable=broad-exception-caught
                done.put((index, None, ex))
                return

    progress(0, len(items))
    finished = False
    try:
        for number in range(min(threads, len(items))):
            threading.Thread(target=run, name=f'hubnet-{number}', daemon=True).start()
        for count in range(1, len(items) + 1):
            index, result, error = _next(done)
            if error is not None:
                raise error
            results[index] = receive(result)
            progress(count, len(items))
        finished = True
    finally:
        if not finished:
            throttle.stop()
    return results


def _next(done):
    while True:
        try:
            return done.get(timeout=_LOOK)
        except queue.Empty:
            continue
