"""The rule, replayed: a right limiter is never accused, whatever is not known; a wrong one is where it can be known."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loadtests.admission import Seen, windows_of

LIMIT, WINDOW_MS = 5, 1_000
FOR_EVER_MS = 1 << 60


class Limiter:
    """The rule once more, from facts 14: refused ones do not count, and a window ends strictly after its deadline."""

    def __init__(self, limit: int = LIMIT, early_ms: int = 0) -> None:
        self.limit, self.early_ms = limit, early_ms
        self.deadline_ms, self.counted = -1, 0

    def admits(self, at_ms: int) -> bool:
        """Decide, and count."""
        if at_ms > self.deadline_ms - self.early_ms:
            self.deadline_ms, self.counted = at_ms + WINDOW_MS, 0
        if self.counted >= self.limit:
            return False
        self.counted += 1
        return True


def exact(times: list[int], limiter: Limiter) -> list[Seen]:
    return [Seen(at_ms, at_ms, limiter.admits(at_ms), rank) for rank, at_ms in enumerate(sorted(times))]


def windows(seen: list[Seen]) -> list:
    return windows_of("client", seen, LIMIT, WINDOW_MS)


def test_exact_times_give_exact_windows() -> None:
    found = windows(exact([0, 1, 2, 3, 4, 5, 1_000, 1_001, 1_002], Limiter()))
    assert [(7, 5, 2, (5, 5), True), (2, 2, 0, (2, 2), True)] == [
        (one.offered, one.admitted, one.refused, one.expected, one.exact) for one in found
    ]
    assert not any(one.wrong for one in found)


def test_one_too_many_and_one_too_few_are_told_apart() -> None:
    (more,) = windows(exact(list(range(8)), Limiter(LIMIT + 1)))
    (fewer,) = windows(exact(list(range(8)), Limiter(LIMIT - 1)))
    assert (1, 0) == (more.too_many, more.too_few)
    assert (0, 4) == (fewer.too_many, fewer.too_few)


def test_a_window_that_ends_at_its_deadline_is_one_millisecond_too_short() -> None:
    times = [*range(5), 1_000, 1_000]
    assert [2] == [one.too_many for one in windows(exact(times, Limiter(early_ms=1))) if one.wrong]
    assert not any(one.wrong for one in windows(exact(times, Limiter())))


def test_a_request_on_either_side_of_an_edge_gives_bounds() -> None:
    first_four = [Seen(at, at, admitted=True) for at in range(4)]
    seen = [*first_four, Seen(900, 1_100, admitted=True), Seen(1_500, 1_500, admitted=True)]
    first, second = windows(seen)
    assert (4, 1, (4, 5)) == (first.offered, first.perhaps, first.expected)
    assert (1, 1, (1, 2)) == (second.offered, second.perhaps, second.expected)
    assert not first.wrong
    assert not second.wrong


def test_a_refusal_before_the_limit_is_wrong_even_if_the_sum_is_right() -> None:
    answers = [True, False, True, True, True, True]
    (one,) = windows([Seen(at, at, admitted, at) for at, admitted in enumerate(answers)])
    assert (5, 1) == (one.admitted, one.too_few)


def test_what_got_no_answer_may_have_taken_a_place() -> None:
    first_four = [Seen(at, at, admitted=True) for at in range(4)]
    seen = [*first_four, Seen(4, FOR_EVER_MS, admitted=None), Seen(10, 10, admitted=False)]
    (one,) = windows(seen)
    assert (1, 0) == (one.unknown, one.too_few)


requests = st.lists(
    st.tuples(st.integers(0, 4_000), st.integers(0, 400), st.integers(0, 400), st.integers(0, 9)), max_size=40
)


@given(requests)
def test_a_right_limiter_is_never_accused(made: list[tuple[int, int, int, int]]) -> None:
    """Whatever lies between sending, arriving and answering, and whichever answers are lost."""
    limiter, seen = Limiter(), []
    for at_ms, before_ms, after_ms, lost in sorted(made):
        admitted = limiter.admits(at_ms)
        answered = lost > 0
        seen.append(
            Seen(at_ms - before_ms, at_ms + after_ms if answered else FOR_EVER_MS, admitted if answered else None)
        )
    assert [one for one in windows(seen) if one.wrong] == []


@given(st.lists(st.integers(0, 4_000), min_size=1, max_size=40), st.sampled_from([LIMIT - 1, LIMIT + 1]))
def test_a_limiter_off_by_one_is_found_where_times_are_exact(times: list[int], limit: int) -> None:
    right = [one.admitted for one in exact(times, Limiter())]
    seen = exact(times, Limiter(limit))
    if [one.admitted for one in seen] != right:
        assert any(one.wrong for one in windows(seen))
