"""GWY-909 to 914 and 933: what a click was aimed at, brought into one spelling.

The tables are facts 11's words turned into rows; no rule of any gateway is used to make them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.judge.check import check
from simulator.judge.expect import equal
from simulator.judge.target import OMIT
from simulator.judge.wording import said
from tests.conformance.stored import call_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulator.judge.target import Target


async def target_of(target: Target, ea: str, label: Any, meta: dict[str, Any] | None = None) -> str:
    """The `intent_target` of a click with this action and label."""
    beacon = target.beacon(ea=ea, el=label)
    beacon["meta"] |= meta or {}
    return (await call_of(target, beacon, what=f"{ea} {said(label)}"))["intent_target"]


async def each(target: Target, ea: str, table: Iterable[tuple[str, str]]) -> None:
    """Every label of the table is stored as the target beside it."""
    for label, expected in table:
        equal(expected, await target_of(target, ea, label), f"intent_target of {ea} {said(label)}")


@check("GWY-909", needs={"rows"}, own_site=True)
async def both_columns_hold_the_prefixed_target(target: Target) -> None:
    """phone_number and intent_target both hold the canonical target with its prefix."""
    for ea, label, expected in (
        ("phone_call", "tel:+90 532 111 22 33", "tel:+905321112233"),
        ("whatsapp", "https://wa.me/905321112233", "wa:+905321112233"),
    ):
        call = await call_of(target, target.beacon(ea=ea, el=label))
        equal((expected, expected), (call["phone_number"], call["intent_target"]), f"columns of {label}")


@check("GWY-910", needs={"rows"}, own_site=True)
async def phone_numbers_are_canonical(target: Target) -> None:
    """Blanks and signs go; 00 is +; ten digits, and eleven with a 0, are Turkish; others get a +."""
    await each(
        target,
        "phone_call",
        (
            ("tel:+49 (30) 1234-567", "tel:+49301234567"),
            ("tel:0049301234567", "tel:+49301234567"),
            ("tel:5321112233", "tel:+905321112233"),
            ("tel:0 532 111 22 33", "tel:+905321112233"),
            ("tel:905321112233", "tel:+905321112233"),
            ("tel:15321112233", "tel:+15321112233"),
            ("tel:4441444", "tel:+4441444"),
            ("0532-111-22-33", "tel:+905321112233"),
        ),
    )


@check("GWY-911", needs={"rows"}, own_site=True)
async def odd_phone_numbers(target: Target) -> None:
    """Letters drop out, zeros become +, 90 doubles, foreign digits are none, an escape leaves its digit."""
    await each(
        target,
        "phone_call",
        (
            ("tel:444 1 444", "tel:+4441444"),
            ("tel:1-800-FLOWERS", "tel:+1800"),
            ("tel:00", "tel:+"),
            ("tel:+", "tel:+"),
            ("tel:0000000000", "tel:+00000000"),
            ("tel:9053211122", "tel:+909053211122"),
            ("tel:٠٥٣٢١١١٢٢٣٣", "tel:unknown"),
            ("tel:", "tel:unknown"),
            ("tel:%2B905321112233", "tel:+2905321112233"),
        ),
    )


@check("GWY-912", needs={"rows"}, own_site=True)
async def phone_target_is_of_the_label_first(target: Target) -> None:
    """The label is asked first; without one, or with an empty one, meta.phone_number."""
    other = {"phone_number": "0 533 444 55 66"}
    for label, expected in (
        ("tel:+905321112233", "tel:+905321112233"),
        ("", "tel:+905334445566"),
        (OMIT, "tel:+905334445566"),
        (None, "tel:+905334445566"),
    ):
        seen = await target_of(target, "phone_call", label, other)
        equal(expected, seen, f"intent_target of label {said(label)} and a meta.phone_number")


@check("GWY-913", needs={"rows"}, own_site=True)
async def whatsapp_targets(target: Target) -> None:
    """Query phone, else p; wa.me's first segment; ten digits of the path; else host and path; else unknown."""
    number = "wa:+905321112233"
    await each(
        target,
        "whatsapp",
        (
            ("https://api.whatsapp.com/send?phone=905321112233&text=Selam", number),
            ("https://api.whatsapp.com/send/?phone=%2B90%20532%20111%2022%2033", number),
            ("https://api.whatsapp.com/send?phone=+905321112233", number),
            ("https://api.whatsapp.com/send?p=905321112233", number),
            ("https://api.whatsapp.com/send?p=905330000000&phone=905321112233", number),
            ("https://wa.me/905330000000?phone=905321112233", number),
            ("https://wa.me/905321112233", number),
            ("https://wa.me/905321112233/905330000000", number),
            ("https://wa.me/05321112233", number),
            ("https://chat.whatsapp.com/join/905321112233", number),
            ("https://chat.whatsapp.com/AbCdEf", "wa:chat.whatsapp.com/AbCdEf"),
            ("https://chat.whatsapp.com/join/AbC//", "wa:chat.whatsapp.com/join/AbC"),
            ("https://www.whatsapp.com/", "wa:www.whatsapp.com"),
            ("https://wa.me//905321112233", number),
            ("https://wa.me/c/905321112233", number),
            ("https://wa.me/message/ABC1234567890", "wa:+901234567890"),
            ("https://wa.me/message/ABC12345", "wa:wa.me/message/ABC12345"),
            ("https://wa.me/905321112233?phone=abc", number),
            ("https://api.whatsapp.com/send/905321112233?phone=%FF", number),
            ("wa.me/905321112233", number),
            (" \u00a0https://wa.me/905321112233\ufeff", number),
            ("", "wa:unknown"),
            (" \u00a0\ufeff", "wa:unknown"),
        ),
    )


@check("GWY-933", needs={"rows"}, own_site=True)
async def whatsapp_labels_that_are_no_url(target: Target) -> None:
    """The text of the label, what stands in the host's place in lower case, without scheme and trailing slashes."""
    await each(
        target,
        "whatsapp",
        (
            ("0532 111 22 33", "wa:0532 111 22 33"),
            (" +90 532 111 22 33 ", "wa:+90 532 111 22 33"),
            ("Bize WhatsApp'tan Seslen", "wa:bize whatsapp'tan seslen"),
            ("Yaz Bize/Şimdi BURADA//", "wa:yaz bize/Şimdi BURADA"),
            ("https:// WA.me/905321112233", "wa: wa.me/905321112233"),
            ("HTTP://a b", "wa:a b"),
            ("whatsapp:905321112233", "wa:whatsapp:905321112233"),
            ("[bad/x/Y", "wa:[bad/x/Y"),
            ("https://", "wa:unknown"),
        ),
    )


@check("GWY-913", needs={"rows"}, own_site=True)
async def whatsapp_ignores_the_meta_number(target: Target) -> None:
    """A WhatsApp click without a label does not take meta.phone_number."""
    seen = await target_of(target, "whatsapp", "", {"phone_number": "05321112233"})
    equal("wa:unknown", seen, "intent_target of a WhatsApp click with only meta.phone_number")


@check("GWY-914", needs={"rows"}, own_site=True)
async def odd_whatsapp_targets(target: Target) -> None:
    """A plain number is an octal host, percent-encoding leaves digits, and only the host is lower-cased."""
    await each(
        target,
        "whatsapp",
        (
            ("05551112233", "wa:45.164.148.155"),
            ("wa.me/ÜBER", "wa:+39"),
            ("https://CHAT.WhatsApp.COM/AbC", "wa:chat.whatsapp.com/AbC"),
        ),
    )
