"""The clock: the machine's, shifted or frozen."""

from reference.clock import AdjustableClock


def test_shift_and_freeze() -> None:
    machine = iter(range(1000, 2000))
    clock = AdjustableClock(lambda: next(machine))
    assert clock.now_ms() == 1000
    clock.shift(-500)
    assert clock.now_ms() == 501
    clock.freeze(7)
    assert (clock.now_ms(), clock.now_ms()) == (7, 7)
    clock.shift(0)
    assert clock.now_ms() == 1002
    assert clock.frozen_ms is None
