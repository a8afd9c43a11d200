"""The origin rule and the headers, by the examples of facts 13."""

import pytest

from reference.cors import OriginList, answer_headers, error_headers, judge_origin, preflight_headers


def listed(configured: str | None, *, production: bool = True) -> OriginList:
    return OriginList.read(configured, production=production)


@pytest.mark.parametrize(
    ("configured", "production", "entries", "usable"),
    [
        (None, False, ("*",), True),
        (None, True, (), False),
        ("", True, (), False),
        (" , ,", False, ("*",), True),
        (" , ,", True, (), False),
        (" HTTPS://A.test// , b .test", True, ("https://a.test", "b.test"), True),
    ],
)
def test_reading(configured: str | None, *, production: bool, entries: tuple[str, ...], usable: bool) -> None:
    assert OriginList(entries, usable=usable) == listed(configured, production=production)


@pytest.mark.parametrize(
    ("entry", "origin"),
    [
        ("*", "null"),
        ("*", "anything"),
        ("https://example.com", "https://example.com"),
        ("https://example.com", "HTTPS://EXAMPLE.com/"),
        ("https://example.com", "http://example.com"),
        ("https://example.com", "ftp://example.com"),
        ("https://example.com", "https://a.b.example.com:8443"),
        ("https://example.com/path", "https://user:pass@example.com/other"),
        ("example.com", "https://www.example.com"),
        ("example.com", "example.com"),
        ("localhost:3000", "http://localhost:3000"),
        ("localhost:3000", "localhost:3000"),
        ("localhost:3000", "http://localhost:3001"),
        ("localhost:3000", "http://localhost"),
        ("localhost:3000", "http://a.localhost:3000"),
        ("localhost:3000", "a.localhost:3000"),
        ("example.com", "www.example.com"),
        ("example.com", "www.example.com/page"),
        ("example.com", "EXAMPLE.com///"),
        ("example.com", "\u00a0example.com\u00a0"),
        ("example.com", "https://www.example.com:3000"),
        ("localhost:3000", "localhost:3000/"),
    ],
)
def test_allowed(entry: str, origin: str) -> None:
    assert judge_origin(origin, listed(entry)).allowed


@pytest.mark.parametrize(
    ("entry", "origin"),
    [
        ("https://example.com", "null"),
        ("https://example.com", "https://evilexample.com"),
        ("https://example.com", "https://example.com.evil.test"),
        ("https://example.com", "https://example.com."),
        ("https://example.com", "https://evil.test/example.com"),
        ("https://www.example.com", "https://example.com"),
        ("localhost:3000", "localhost:3001"),
        ("localhost:3000", "http://evil-localhost:3000"),
        ("example.com", "evilexample.com"),
        ("example.com", "example.com.evil.test"),
        ("example.com", "example.com:3000"),
        ("example.com", "https://example.com."),
        ("example.com", "evil.test/www.example.com"),
        ("https://example.com", "example.com"),
        ("https://example.com", "%%%"),
    ],
)
def test_refused(entry: str, origin: str) -> None:
    verdict = judge_origin(origin, listed(entry))
    assert not verdict.allowed
    assert verdict.reason == f"origin_mismatch: received={origin.lower()}, allowed_count=1"


@pytest.mark.parametrize(
    ("received", "origin"),
    [
        ("https://trailing.test", "https://Trailing.test/"),
        ("https://trailing.test", "https://trailing.test///"),
        ("file:", "file://"),
        ("", "\u00a0"),
        ("", "/"),
        ("https://a.test/page", "\u00a0HTTPS://a.test/Page\u00a0"),
    ],
)
def test_a_refusal_names_the_origin_as_it_was_compared(received: str, origin: str) -> None:
    verdict = judge_origin(origin, listed("https://example.com"))
    assert verdict.reason == f"origin_mismatch: received={received}, allowed_count=1"


@pytest.mark.parametrize("origin", [None, ""])
def test_no_origin_is_refused_even_with_a_star(origin: str | None) -> None:
    verdict = judge_origin(origin, listed("*"))
    assert (False, "missing_origin") == (verdict.allowed, verdict.reason)


def test_headers_echo_the_origin_as_sent() -> None:
    origin = "HTTPS://www.Example.com/path"
    verdict = judge_origin(origin, listed("example.com"))
    for make in (answer_headers, error_headers, preflight_headers):
        headers = make(origin, verdict)
        assert headers["Access-Control-Allow-Origin"] == origin
        assert headers["Access-Control-Allow-Credentials"] == "true"
        assert headers["Vary"] == "Origin"
        assert headers["X-OpsMantik-Version"] == "1.0.2-bulletproof"
    assert answer_headers(origin, verdict)["X-CORS-Reason"] == "ok"
    assert error_headers(origin, verdict)["X-CORS-Reason"] == "unknown_error"
    assert preflight_headers(origin, verdict)["X-CORS-Status"] == "allowed"


def test_a_refusal_allows_nothing() -> None:
    verdict = judge_origin(None, listed("*"))
    for make in (answer_headers, error_headers, preflight_headers):
        assert not {"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"} & set(make(None, verdict))
    assert answer_headers(None, verdict)["X-CORS-Received"] == "none"
    assert preflight_headers(None, verdict)["X-CORS-Status"] == "rejected"


@pytest.mark.parametrize("origin", [None, "https://Example.com/", "https://evil.test"])
def test_a_preflight_has_every_header_of_an_answer(origin: str | None) -> None:
    verdict = judge_origin(origin, listed("https://example.com"))
    assert answer_headers(origin, verdict).items() <= preflight_headers(origin, verdict).items()
