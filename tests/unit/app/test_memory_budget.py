"""Memory that tasks reserve before they begin."""

from threading import Event, Thread

import pytest

from restoration.app.memory_budget import MemoryBudget, TooLittleMemory
from restoration.imaging.limits import IDLE_BYTES


def nothing():
    """Show no message."""


def budget(free):
    return MemoryBudget(available=lambda: IDLE_BYTES + free, in_use=lambda: 0.0, patience=0.02)


def test_tasks_that_fit_together_run_together():
    memory = budget(100e6)
    with memory.reserve(60e6, nothing, 0.01), memory.reserve(40e6, nothing, 0.01):
        pass


def test_a_task_waits_for_the_memory_of_another_one():
    memory, waits, has_run = budget(100e6), Event(), Event()

    def second():
        with memory.reserve(60e6, waits.set, 0.01):
            has_run.set()

    with memory.reserve(60e6, nothing, 0.01):
        thread = Thread(target=second)
        thread.start()
        assert waits.wait(5)
        assert not has_run.is_set()
    thread.join(5)
    assert has_run.is_set()


def test_a_task_that_can_never_fit_is_refused_in_a_sentence():
    with pytest.raises(TooLittleMemory, match="takes up to 101 MB of memory, and 100 MB are free"):  # noqa: SIM117
        with budget(100e6).reserve(101e6, nothing, 0.01):
            pytest.fail("it must not run")


def test_what_the_server_holds_already_counts():
    memory = MemoryBudget(available=lambda: IDLE_BYTES + 100e6, in_use=lambda: IDLE_BYTES + 50e6, patience=0.02)
    with pytest.raises(TooLittleMemory), memory.reserve(60e6, nothing, 0.01):
        pytest.fail("it must not run")
    with memory.reserve(40e6, nothing, 0.01):
        pass


def test_a_user_who_leaves_while_waiting_reserves_nothing():
    memory = budget(100e6)

    def leave():
        raise KeyboardInterrupt

    with memory.reserve(60e6, nothing, 0.01):
        with pytest.raises(KeyboardInterrupt), memory.reserve(60e6, leave, 0.01):
            pytest.fail("it must not run")
        with memory.reserve(40e6, nothing, 0.01):
            pass


def test_a_small_task_does_not_overtake_a_large_one_that_waits():
    memory, large_waits, order = budget(100e6), Event(), []

    def large():
        with memory.reserve(100e6, large_waits.set, 0.01):
            order.append("large")

    def small():
        with memory.reserve(10e6, nothing, 0.01):
            order.append("small")

    threads = [Thread(target=large), Thread(target=small)]
    with memory.reserve(50e6, nothing, 0.01):
        threads[0].start()
        assert large_waits.wait(5)
        threads[1].start()
        threads[1].join(0.05)
        assert not order
    for thread in threads:
        thread.join(5)
    assert order == ["large", "small"]
