"""Beacons have the tracker's wire form (tracker facts 1, 4, 5) and come from nothing but their arguments."""

from __future__ import annotations

import json
import re
import uuid
from random import Random

import pytest

from simulator.beacons import (
    Beacon,
    Visitor,
    encode,
    form_submit,
    heartbeat,
    href_hash,
    intent_stamp,
    month_of,
    new_sid,
    new_visitor,
    page_view,
    phone_call,
    scroll_depth,
    session_end,
    visit,
    whatsapp,
)

NOW_MS = 1_769_904_000_000  # 2026-02-01T00:00:00Z
HOUR_MS = 3_600_000
VISITOR = Visitor(
    site="3f0c5a9e-7b1d-4c2e-9f8a-0b1c2d3e4f50",
    origin="http://127.0.0.1:8787",
    sid="11111111-2222-4333-8444-555555555555",
    fingerprint="8vgjni",
    gclid=None,
    user_agent="Mozilla/5.0",
    address="10.0.0.1",
    landing="http://127.0.0.1:8787/page",
)
ORDER = ["s", "u", "sid", "sm", "ec", "ea", "el", "ev", "r", "meta"]


def one_of_each(random: Random) -> dict[str, Beacon]:
    return {
        "view": page_view(VISITOR, NOW_MS, title="Tracker page"),
        "phone_call": phone_call(VISITOR, random, NOW_MS),
        "whatsapp": whatsapp(VISITOR, random, NOW_MS),
        "form_submit": form_submit(VISITOR, NOW_MS),
        "scroll_depth": scroll_depth(VISITOR, NOW_MS, 63),
        "heartbeat": heartbeat(VISITOR, NOW_MS),
        "session_end": session_end(VISITOR, NOW_MS),
    }


@pytest.mark.parametrize(
    ("href", "digits"),
    [
        ("tel:+905321112233", "d250e8"),
        ("tel:+905320000002", "23w0cf"),
        ("tel:+90 532 111 22 33;ext=7", "ei3ns0"),
        ("http://wa.me/905321112233", "qcft8n"),
        ("http://wa.me/905321112233?text=Hi", "27nwad"),
        ("http://api.whatsapp.com/send?phone=905321112233", "touypi"),
        ("https://wa.me/905329998877", "l689vm"),
        ("tel:+905320000003?via=wa.me", "p5r0ts"),
        ("", "000000"),
        ("a", "2p0000"),
        ("A", "2p0000"),
        ("\U0001f600", "11zz70"),
    ],
)
def test_the_hash_of_a_link_is_the_trackers(href: str, digits: str) -> None:
    """The first eight were measured; the others follow from the rule (two UTF-16 units: 31 * 0xd83d + 0xde00)."""
    assert href_hash(href) == digits


def test_a_stamp_has_its_four_parts() -> None:
    stamp = intent_stamp(Random(5), NOW_MS, "tel", "tel:+905321112233")
    assert re.fullmatch(rf"{NOW_MS}-[0-9a-z]{{4}}-tel-d250e8", stamp)
    assert stamp == intent_stamp(Random(5), NOW_MS, "tel", "tel:+905321112233")
    assert stamp != intent_stamp(Random(6), NOW_MS, "tel", "tel:+905321112233")


def test_every_beacon_has_its_keys_in_the_trackers_order() -> None:
    for action, beacon in one_of_each(Random(1)).items():
        assert list(beacon) == [key for key in ORDER if key in beacon]
        assert set(ORDER) - set(beacon) <= {"ev"}
        assert list(beacon["meta"])[:2] == ["fp", "gclid"]
        assert beacon["ea"] == action


@pytest.mark.parametrize(
    ("action", "category", "label", "value"),
    [
        ("view", "interaction", "Tracker page", "absent"),
        ("phone_call", "conversion", "tel:+905321112233", None),
        ("whatsapp", "conversion", "https://wa.me/905329998877", None),
        ("form_submit", "conversion", "quote", "absent"),
        ("scroll_depth", "interaction", "50%", 63),
        ("heartbeat", "system", "session_active", "absent"),
        ("session_end", "system", "page_unload", None),
    ],
)
def test_each_action_says_what_the_tracker_says(action: str, category: str, label: str, value: object) -> None:
    beacon = one_of_each(Random(1))[action]
    assert (category, label, value) == (beacon["ec"], beacon["el"], beacon.get("ev", "absent"))


def test_meta_carries_null_for_no_gclid_and_what_the_action_adds() -> None:
    beacons = one_of_each(Random(1))
    assert {"fp": "8vgjni", "gclid": None} == beacons["view"]["meta"] == beacons["scroll_depth"]["meta"]
    assert list(beacons["phone_call"]["meta"]) == ["fp", "gclid", "intent_stamp", "intent_action"]
    assert (beacons["whatsapp"]["meta"]["intent_action"], "-wa-l689vm") == (
        "whatsapp",
        beacons["whatsapp"]["meta"]["intent_stamp"][-10:],
    )
    assert {"fp": "8vgjni", "gclid": None, "exit_page": VISITOR.landing} == beacons["session_end"]["meta"]


@pytest.mark.parametrize(("percent", "label"), [(50, "50%"), (89, "50%"), (90, "90%"), (100, "90%")])
def test_a_scroll_is_labelled_by_its_threshold(percent: int, label: str) -> None:
    beacon = scroll_depth(VISITOR, NOW_MS, percent)
    assert (label, percent) == (beacon["el"], beacon["ev"])


def test_a_scroll_the_tracker_would_not_send_is_refused() -> None:
    with pytest.raises(AssertionError):
        scroll_depth(VISITOR, NOW_MS, 49)


def test_the_encoding_is_that_of_json_stringify() -> None:
    view = page_view(VISITOR, NOW_MS, title='Taş "x"\u2028\x01')
    assert (
        encode(view)
        == (
            '{"s":"3f0c5a9e-7b1d-4c2e-9f8a-0b1c2d3e4f50","u":"http://127.0.0.1:8787/page",'
            '"sid":"11111111-2222-4333-8444-555555555555","sm":"2026-02-01","ec":"interaction","ea":"view",'
            '"el":"Taş \\"x\\"\u2028\\u0001","r":"","meta":{"fp":"8vgjni","gclid":null}}'
        ).encode()
    )
    assert encode({"el": "\ud83d!"}) == b'{"el":"\\ud83d!"}'


@pytest.mark.parametrize(("action", "size"), [("view", 215), ("phone_call", 312), ("session_end", 278)])
def test_sizes_are_about_those_measured(action: str, size: int) -> None:
    assert len(encode(one_of_each(Random(1))[action])) == pytest.approx(size, rel=0.12)


@pytest.mark.parametrize(
    ("now_ms", "month"), [(NOW_MS - 1, "2026-01-01"), (NOW_MS, "2026-02-01"), (NOW_MS + HOUR_MS, "2026-02-01")]
)
def test_the_month_flips_at_midnight_utc(now_ms: int, month: str) -> None:
    assert month == month_of(now_ms)


def test_visitors_are_plausible_and_differ() -> None:
    random = Random(3)
    visitors = [new_visitor(random, site="s", origin="https://shop.example") for _ in range(300)]
    assert 300 == len({visitor.sid for visitor in visitors}) == len({visitor.address for visitor in visitors})
    assert all(uuid.UUID(visitor.sid).version == 4 for visitor in visitors)
    assert all(str(uuid.UUID(visitor.sid)) == visitor.sid for visitor in visitors)
    assert 60 < sum(visitor.gclid is not None for visitor in visitors) < 140
    assert all((visitor.gclid or "/") in visitor.landing for visitor in visitors)
    assert uuid.UUID(new_sid(random)).variant == uuid.RFC_4122


@pytest.mark.parametrize("seed", range(50))
def test_a_visit_begins_with_a_view_ends_with_an_end_and_keeps_its_order(seed: int) -> None:
    random = Random(seed)
    timed = visit(new_visitor(random, site="s", origin="https://shop.example"), random, NOW_MS)
    offsets = [offset for offset, _ in timed]
    actions = [beacon["ea"] for _, beacon in timed]
    assert offsets == sorted(offsets)
    assert (offsets[0], actions[0], actions[-1]) == (0, "view", "session_end")
    assert offsets[-1] // 30_000 - (offsets[-1] % 30_000 == 0) == actions.count("heartbeat")
    percents = [beacon["ev"] for _, beacon in timed if beacon["ea"] == "scroll_depth"]
    assert percents == sorted(set(percents))
    for offset, beacon in timed:
        stamp = beacon["meta"].get("intent_stamp")
        assert stamp is None or stamp.startswith(f"{NOW_MS + offset}-")


def test_a_visit_over_the_months_edge_names_both_months() -> None:
    timed = next(
        timed for timed in (visit(VISITOR, Random(seed), NOW_MS - 1_000) for seed in range(5)) if timed[-1][0] >= 1_000
    )
    assert (timed[0][1]["sm"], timed[-1][1]["sm"]) == ("2026-01-01", "2026-02-01")


def test_all_actions_occur_and_conversions_are_the_rare_ones() -> None:
    random = Random(11)
    actions = [beacon["ea"] for _ in range(400) for _, beacon in visit(VISITOR, random, NOW_MS)]
    assert set(one_of_each(Random(1))) == set(actions)
    assert 50 < sum(actions.count(action) for action in ("phone_call", "whatsapp", "form_submit")) < 120


def test_the_same_seed_gives_the_same_bytes() -> None:
    def bytes_of(seed: int) -> bytes:
        random = Random(seed)
        visitor = new_visitor(random, site="s", origin="https://shop.example")
        return b"\n".join(encode(beacon) for _, beacon in visit(visitor, random, NOW_MS))

    assert bytes_of(42) == bytes_of(42)
    assert bytes_of(42) != bytes_of(43)


def test_beacons_are_fresh_each_time() -> None:
    first = page_view(VISITOR, NOW_MS)
    first["meta"]["load_id"] = "x"
    assert "load_id" not in page_view(VISITOR, NOW_MS)["meta"]
    assert json.loads(encode(first)) == first
