"""Values that are hard to leave alone: long, in mixed case, with query and fragment, percent-encoded, not ASCII.

A page that is made of them, and what a visitor does there. What each value is is asked of the page itself, by its name.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from browser_tests.props.own_pages import STAYS, TAG
from browser_tests.scenario import Page
from simulator.page.acts import Click, Look, Run

if TYPE_CHECKING:
    from simulator.page.acts import Act

LONG = 10_000
CLICK_ID_IN_ADDRESS = "Cj0KCQ_AbC-dEf.GHi%2BJk%C3%BC+l" + "Zz9" * 1_000
CLICK_ID = "Cj0KCQ_AbC-dEf.GHi+Jkü l" + "Zz9" * 1_000
LINKS = {
    "tel": "tel:+90-532-111-22-33;Ext=42;Note=Ünlü%20Yol",
    "tel-long": "tel:+905321112233;Note=" + "AbCdE%41" * (LONG // 8),
    "wa": "https://wa.me/905321112233?Text=Merhaba%20Dünya&Ref=AbC%2FdEf#Parça",
    "wa-long": "http://wa.me/905321112233?Text=" + "%C3%87ok+Uzun." * (LONG // 14),
    "api": "http://api.whatsapp.com/send?Phone=%2B905321112233&Text=İyi%20Günler#Ek",
}
FORM_ID, FORM_NAME = "Teklif Formu/Ürün#1" + "İd" * (LONG // 2), "Bizi-ARAYIN [Şimdi]" + "Ad" * (LONG // 2)
TITLE = "Evden EVE Nakliyat · %50 İndirim & 'İnce' 🚚 " + "Uzun Öykü " * (LONG // 10)
OWN = {
    "Büyük Küçük": "AbC",
    "long": "xY" * (LONG // 2),
    "blanks": "  both ends \n",
    "markup": "<b>&amp;</b>",
    "encoded": "%41+%C3%BC",
    "not normal": "e\u0301 é",
    "zero": 0,
    "no": False,
    "nothing": None,
    "empty": "",
    "nested": {"Liste": [1.5, None, {"ç": "🚚"}]},
}
SENT = ("Özel Kategori", "Eylem / ACTION", " bir Etiket %41 ", 12.25)
PAGE = Page(
    '<!doctype html>\n<html lang="tr">\n<head>\n<meta charset="utf-8">\n'
    f'<title>{escape(TITLE)}</title>\n<link rel="icon" href="data:,">\n{TAG}{STAYS}\n</head>\n<body>\n'
    + "\n".join(f'<p><a id="{name}" href="{escape(address)}">{name}</a></p>' for name, address in LINKS.items())
    + f'\n<form id="{escape(FORM_ID)}"><button id="by-id">Teklif</button></form>'
    + f'\n<form name="{escape(FORM_NAME)}"><button id="by-name">Ara</button></form>\n</body>\n</html>\n'
)
_ASKED = f"""({{
  address: location.href, referrer: document.referrer, title: document.title,
  links: {json.dumps(list(LINKS))}.map(name => document.getElementById(name).href),
}})"""
_SEND = f"opmantik.send('{SENT[0]}', '{SENT[1]}', {json.dumps(SENT[2])}, {SENT[3]}, {json.dumps(OWN)})"


def everything_there(name: str) -> tuple[Act, ...]:
    """Do all that can be done on the page, between two looks: `NAME` and `NAME done`. Its values are kept as `NAME`."""
    clicks = [Click(f"#{one}") for one in (*LINKS, "by-id", "by-name")]
    return (Run(_ASKED, keep=name), Look(name), *clicks, Run(_SEND), Look(f"{name} done"))


def own_event() -> Run:
    """Send the event with values of the page's own."""
    return Run(_SEND)
