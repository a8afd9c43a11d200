"""What a fingerprint tells of the fake limiter as it stands, on either clock: the one place where that is written."""

AS_IT_STANDS = {
    "limit": "7 requests",
    "off by one": "no",
    "processes": "1 counter",
    "at once": "the limit holds",
    "anchor": "the first request",
    "refill": "all at the end",
    "refused requests": "neither count nor lengthen",
    "key": "the first hop of X-Forwarded-For",
    "preflights": "do not count",
    "requests without an origin": "do not count",
    "requests that store nothing": "count",
    "remaining": "counts down by one from 6 to 0; also on a 400",
    "clients": "each has a limit",
}
