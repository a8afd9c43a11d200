"""Pages of links that lead nowhere: a click on one is heard by the tracker, and the visitor stays.

For scenarios in which leaving would only be in the way: a page that follows a `tel:` link sends a session end too.
"""

from __future__ import annotations

from html import escape

from browser_tests.scenario import Page

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Links</title>
<link rel="icon" href="data:,">
<script src="/ux-core.js" data-site-id="{{site}}"></script>
</head>
<body>
%s
<script>document.addEventListener('click', event => event.preventDefault());</script>
</body>
</html>
"""


def staying(**links: str) -> Page:
    """Give a page with one link for each address, its id the argument's name."""
    lines = [f'<p><a id="{name}" href="{escape(address)}">{name}</a></p>' for name, address in links.items()]
    return Page(_PAGE % "\n".join(lines))
