"""Who the client is (facts 14), and beginning anew; the windows are a property's."""

import pytest

from reference.rate_limit import FixedWindowLimiter, client_of
from reference.wire import Head


@pytest.mark.parametrize(
    ("client", "forwarded"),
    [
        ("unknown", None),
        ("unknown", ""),
        ("10.0.0.1", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.1, 10.0.0.2"),
        ("a ", "a ,b"),
        ("", ",10.0.0.2"),
        ("__proto__", "__proto__"),
    ],
)
def test_client(client: str, forwarded: str | None) -> None:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    assert client == client_of(Head("/", headers))


def test_forget() -> None:
    limiter = FixedWindowLimiter(1, 10)
    limiter.admit("a", 0)
    assert not limiter.admit("a", 0).allowed
    limiter.forget()
    assert limiter.admit("a", 0).allowed
