"""The clock of a review against counting the hours one by one."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from ethics.clock import Clock, clock_of
from tests.conftest import NOW

HOUR = timedelta(hours=1)
waits = st.lists(st.tuples(st.integers(-50, 300), st.one_of(st.none(), st.integers(0, 200))), max_size=5)


@given(st.integers(0, 240), waits)
def test_an_hour_counts_unless_the_administration_is_waited_for(length: int, told):
    until = NOW + length * HOUR
    spans = [(NOW + start * HOUR, None if lasts is None else NOW + (start + lasts) * HOUR) for start, lasts in told]
    counted = sum(
        not any(start <= NOW + hour * HOUR and (end is None or NOW + hour * HOUR < end) for start, end in spans)
        for hour in range(length)
    )
    assert clock_of(NOW, until, spans, None).days == counted // 24


def test_it_is_late_after_its_limit_and_stops_while_the_administration_is_asked():
    day = timedelta(days=1)
    assert clock_of(NOW, NOW + 31 * day, [], 30) == Clock(31, 30, stopped=False)
    assert clock_of(NOW, NOW + 31 * day, [], 30).is_late
    assert not clock_of(NOW, NOW + 30 * day, [], 30).is_late
    asked = clock_of(NOW, NOW + 31 * day, [(NOW + day, None)], 30)
    assert (asked.days, asked.stopped, asked.is_late) == (1, True, False)
    assert not clock_of(NOW, NOW + 400 * day, [], None).is_late
