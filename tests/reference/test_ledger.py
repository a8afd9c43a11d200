"""The ledger: arrival numbers, answered records only, and the long poll."""

import asyncio
from typing import Any

from reference.ledger import RECORDS_KEPT, Ledger, Record, body_value


def open_record(ledger: Ledger) -> Record:
    return ledger.open(1_000, "POST", "/api/sync", [("a", "b")])


def numbers(read: dict[str, Any]) -> list[int]:
    return [record["number"] for record in read["records"]]


def test_only_answered_records_in_order_of_arrival() -> None:
    async def story() -> None:
        ledger = Ledger()
        first, second = open_record(ledger), open_record(ledger)
        await ledger.close(second, 200, {"X": "y"}, {"ok": True})
        assert {"records": 1, "last": 2} == {**(await ledger.read(0, 0)), "records": 1}
        assert numbers(await ledger.read(0, 0)) == [2]
        await ledger.close(first, 500, {}, None)
        assert numbers(await ledger.read(0, 0)) == [1, 2]
        assert numbers(await ledger.read(1, 0)) == [2]

    asyncio.run(story())


def test_a_record_is_complete() -> None:
    async def story() -> None:
        ledger = Ledger()
        record = open_record(ledger)
        record.decided("GWY-101")
        record.body = body_value(b"text")
        await ledger.close(record, 403, {"X": "y"}, {"ok": False})
        (read,) = (await ledger.read(0, 0))["records"]
        assert read == {
            "number": 1,
            "received_ms": 1_000,
            "method": "POST",
            "path": "/api/sync",
            "headers": [("a", "b")],
            "body": {"text": "text"},
            "status": 403,
            "answer_headers": {"X": "y"},
            "answer_body": {"ok": False},
            "decisions": ["GWY-101"],
        }

    asyncio.run(story())


def test_a_body_that_is_no_text() -> None:
    assert body_value(b"\xff") == {"base64": "/w=="}


def test_who_waits_is_woken() -> None:
    async def story() -> None:
        ledger = Ledger()
        readers = [asyncio.create_task(ledger.read(after, 10_000)) for after in (0, 0, 1)]
        first = open_record(ledger)
        await ledger.close(first, 200, {}, None)
        assert [[1], [1]] == [numbers(await reader) for reader in readers[:2]]
        assert not readers[2].done()
        await ledger.close(open_record(ledger), 200, {}, None)
        assert numbers(await readers[2]) == [2]

    asyncio.run(asyncio.wait_for(story(), 5))


def test_who_waits_in_vain_gets_nothing_in_time() -> None:
    assert asyncio.run(asyncio.wait_for(Ledger().read(0, 30), 5)) == {"records": [], "last": 0}


def test_forgotten_records_do_not_give_their_numbers_back() -> None:
    async def story() -> None:
        ledger = Ledger()
        await ledger.close(open_record(ledger), 200, {}, None)
        ledger.forget()
        assert await ledger.read(0, 0) == {"records": [], "last": 1}
        assert open_record(ledger).number == 2

    asyncio.run(story())


def test_the_oldest_are_dropped() -> None:
    async def story() -> None:
        ledger = Ledger()
        for _ in range(RECORDS_KEPT + 1):
            open_record(ledger).status = 200
        kept = numbers(await ledger.read(0, 0))
        assert (kept[0], kept[-1]) == (2, RECORDS_KEPT + 1)

    asyncio.run(story())
