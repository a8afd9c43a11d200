"""User agents of common browsers, and what facts 17 says each of them is.

Data only: no check stands here.
"""

from __future__ import annotations

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
LINUX = "Mozilla/5.0 (X11; Linux x86_64)"
INSTAGRAM = (
    f"Mozilla/5.0 (Linux; Android 13; SM-S911B Build/TP1A.220624.014; wv) {WEBKIT} Version/4.0"
    " Chrome/126.0.6478.71 Mobile Safari/537.36 Instagram 336.0.0.35.90 Android (33/13; 480dpi; 1080x2115;"
    " samsung; SM-S911B; dm1q; qcom; en_US; 606920450)"
)
# user agent, device, os, browser, version (None: facts 17 names none)
BROWSERS: tuple[tuple[str, str, str, str, str | None], ...] = (
    (f"{WINDOWS} {WEBKIT} Chrome/126.0.6478.127 Safari/537.36", "desktop", "Windows", "Chrome", "126.0.6478.127"),
    (f"{LINUX} {WEBKIT} Chrome/125.0.6422.60 Safari/537.36", "desktop", "Linux", "Chrome", "125.0.6422.60"),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
        "desktop",
        "Windows",
        "Firefox",
        "127.0",
    ),
    (
        "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0",
        "desktop",
        "Linux",
        "Firefox",
        "115.0",
    ),
    (
        f"{WINDOWS} {WEBKIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.87",
        "desktop",
        "Windows",
        "Edge",
        "126.0.2592.87",
    ),
    (
        f"{LINUX} {WEBKIT} Chrome/124.0.0.0 Safari/537.36 OPR/110.0.5130.66",
        "desktop",
        "Linux",
        "Opera",
        "110.0.5130.66",
    ),
    (
        f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {SAFARI} Version/17.5 Safari/605.1.15",
        "desktop",
        "Mac OS",
        "Safari",
        "17.5",
    ),
    (
        f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {SAFARI} Version/17.5 Mobile/15E148 Safari/604.1",
        "mobile",
        "iOS",
        "Mobile Safari",
        None,
    ),
    (
        f"Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) {SAFARI} Version/16.6 Mobile/15E148 Safari/604.1",
        "tablet",
        "iOS",
        "Mobile Safari",
        None,
    ),
    (
        f"Mozilla/5.0 (Linux; Android 14; Pixel 8) {WEBKIT} Chrome/126.0.6478.122 Mobile Safari/537.36",
        "mobile",
        "Android",
        "Chrome",
        None,
    ),
    (
        f"Mozilla/5.0 (Linux; Android 13; SM-X906C) {WEBKIT} Chrome/126.0.6478.122 Safari/537.36",
        "tablet",
        "Android",
        "Chrome",
        None,
    ),
    (
        INSTAGRAM,
        "mobile",
        "Android",
        "Instagram",
        None,
    ),
)
# Neither device nor browser: facts 17.
UNKNOWN = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "curl/8.5.0",
    "python-requests/2.31.0",
)
