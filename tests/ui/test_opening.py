"""What a process has once is made once, however many ask for it at the same time."""

import time
from threading import Barrier, Thread

from ui.opening import once


def test_visitors_who_arrive_together_share_what_is_made():
    made, given, door = [], [], Barrier(8)

    @once
    def thing() -> object:
        made.append(None)
        time.sleep(0.05)
        return object()

    def visit() -> None:
        door.wait()
        given.append(thing())

    threads = [Thread(target=visit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(set(map(id, given))) == 1
