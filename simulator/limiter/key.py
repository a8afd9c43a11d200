"""Who a client is: which part of a request, when it changes, gives another limit. Asked of a client with nothing left.

Who is refused is still the same client, who passes is another. It must not know how long a window is.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from simulator.limiter.lab import Client, Experiment, Request, in_tens
from simulator.limiter.seen import Property, admitted, ends_of, span_of, untold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.limiter.lab import Lab
    from simulator.limiter.seen import Seen

OTHER_PEER = "127.0.0.2"
LOCAL = tuple(f"{scheme}://{host}" for scheme in ("http", "https") for host in ("127.0.0.1", "localhost"))
OTHER_HEADERS = ("X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP")
NAMELESS_WINDOWS_MAX = 16
NO_HEADER = "X-Forwarded-For does not tell clients apart here"


async def apart(lab: Lab, used: list[Seen]) -> Property:
    """Tell whether a client that has just used up its limit takes nothing from another."""
    other = await Experiment(lab, "clients").ask(lab.new_client())
    value = "each has a limit" if other.admitted else "one limit for all"
    why = f"after {len(used)} requests of one client another one's first was {_fate(other)}"
    lab.known.apart = other.admitted
    return Property("clients", value, "exact", why, (*ends_of(used), other), {}, span_of([*used, other]))


async def forwarded(lab: Lab) -> list[Property]:
    """Tell which hop of X-Forwarded-For is the client, how it is read, and whether the peer matters."""
    names = ("key", "spaces in the key", "port in the key", "other headers")
    if not lab.by_header:
        return [untold(name, NO_HEADER) for name in names[1:]] + [_by_peer()]
    first, middle, last, other = (_address(lab) for _ in range(4))
    client = Client(f"{first}, {middle}, {last}")
    used, seen = await _asked(
        lab,
        "key",
        client,
        {
            "first": f"{other}, {middle}, {last}",
            "middle": f"{first}, {_address(lab)}, {last}",
            "last": f"{first}, {middle}, {_address(lab)}",
            "space after the first": f"{first} , {middle}, {last}",
            "no space before the last": f"{first}, {middle},{last}",
            "port": f"{first}:4711, {middle}, {last}:4711",
        },
        {
            "peer": (Client(client.forwarded, OTHER_PEER), Request()),
            "other headers": (client, Request(headers=tuple((name, _address(lab)) for name in OTHER_HEADERS))),
        },
    )
    return [
        _hop(used, seen),
        _literal("spaces in the key", used, seen, "space after the first", "no space before the last"),
        _literal("port in the key", used, seen, "port"),
        _ignored("other headers", used, seen["other headers"], ", ".join(OTHER_HEADERS)),
    ]


async def internet_6(lab: Lab) -> Property:
    """Tell how an IPv6 address is compared: as text, as an address, or by its network."""
    if not lab.by_header:
        return untold("IPv6", NO_HEADER)
    low = f"{lab.random.getrandbits(16) | 0xA000:04x}"
    used, seen = await _asked(
        lab,
        "IPv6",
        Client(f"2001:db8:{low}::abcd"),
        {
            "in capitals": f"2001:DB8:{low.upper()}::ABCD",
            "written out": f"2001:0db8:{low}:0000:0000:0000:0000:abcd",
            "in brackets with a port": f"[2001:db8:{low}::abcd]:4711",
            "a neighbour in its /64": f"2001:db8:{low}::abce",
        },
        {},
    )
    same = [name for name, one in seen.items() if one.refused]
    value = f"the same client: {', '.join(same)}" if same else "compared as text"
    why = f"of {len(seen)} other spellings and neighbours {len(seen) - len(same)} passed after the limit was used up"
    return _property("IPv6", value, why, used, seen, {"same": same})


async def spoofing(lab: Lab) -> Property:
    """Tell whether one peer gets past its limit by saying it is others."""
    if not lab.by_header:
        return untold("spoofing", NO_HEADER)
    experiment = Experiment(lab, "spoofing")
    await lab.fresh_moment()
    clients = [Client(_address(lab)) for _ in range(experiment.limit + 1)]
    seen = await in_tens([lambda client=client: experiment.ask(client) for client in clients])
    value = "another X-Forwarded-For evades it" if admitted(seen) == len(seen) else "the peer is limited all the same"
    why = f"{admitted(seen)} of {len(seen)} requests of one peer passed, each with another X-Forwarded-For"
    return Property("spoofing", value, "exact", why, ends_of(seen), {"passed": admitted(seen)}, span_of(seen))


async def nameless(lab: Lab) -> Property:
    """Tell whether those without a name share a limit: no header, an empty one, a leading comma.

    Their names are everybody's: each is asked before as well, for somebody else may have used it up.
    """
    name = "nameless clients"
    if not lab.by_header:
        return untold(name, NO_HEADER)
    experiment = Experiment(lab, name)
    clients = (Client(None), Client(""), Client(f",{_address(lab)}"))
    before = await _unspent(experiment, clients)
    if any(one.refused for one in before):
        return untold(name, "somebody else had used up one of their limits", before)
    seen: list[Seen] = []
    while not any(one.refused for one in seen) and len(seen) <= experiment.limit:
        seen.append(await experiment.ask(clients[0]))
    empty, comma = [await experiment.ask(client) for client in clients[1:]]
    evidence, passed = (*before, *ends_of(seen), empty, comma), admitted(seen)
    span = span_of([*before, *seen, empty, comma])
    if not seen[-1].refused:
        why = f"{passed} more requests without X-Forwarded-For passed"
        return Property(name, "not limited", "exact", why, evidence, {"passed": passed}, span)
    value = "share one limit" if empty.refused else "no header and an empty one are two clients"
    value += "; a leading comma as well" if comma.refused else "; a leading comma is another client"
    why = f"after {passed} more without a header refused; an empty one then {_fate(empty)}, `,hop` {_fate(comma)}"
    return Property(name, value, "exact", why, evidence, {"passed": passed}, span)


async def _unspent(experiment: Experiment, clients: Sequence[Client]) -> list[Seen]:
    """Ask each once; where time is moved, go on by a window as long as any is refused, and no further than need be."""
    lab = experiment.lab
    for _ in range(NAMELESS_WINDOWS_MAX):
        asked = [await experiment.ask(client) for client in clients]
        if not (lab.moved and any(one.refused for one in asked)):
            break
        await lab.at(lab.now_ms() + lab.longest_ms + 1)
    return asked


async def scope(lab: Lab) -> Property:
    """Tell what else a limit is for: an origin, a site, a browser, a query."""
    client = lab.new_client()
    other_site = str(uuid.UUID(int=lab.random.getrandbits(128), version=4))
    port = f"{lab.bench.origin}:8443" if lab.bench.origin.count(":") == 1 else f"{lab.bench.origin}/page"
    asks = {
        "origin": (client, Request(f"beacon from {port}", headers=(("Origin", port),))),
        "site": (client, Request("beacon of another site", body=lab.beacon(s=other_site))),
        "user agent": (client, Request("beacon of another browser", headers=(("User-Agent", "other/1.0"),))),
        "query": (client, Request("beacon with a query", query="other=1")),
    }
    used, seen = await _asked(lab, "scope", client, {}, asks)
    passed = [name for name, one in seen.items() if one.admitted and one.answer.status != 403]  # noqa: PLR2004 - CORS, not the limiter
    judged = [name for name, one in seen.items() if one.answer.status != 403]  # noqa: PLR2004 - the same
    value = f"a limit for each {' and '.join(passed)}" if passed else f"shared over each {', '.join(judged)}"
    asked = ", ".join(judged)
    why = f"a client with nothing left asked again with another {asked}: {len(passed)} of {len(judged)} passed"
    return _property("scope", value, why, used, seen, {"own": passed})


# ---- asking ----------------------------------------------------------------------------------------------------------


async def _asked(
    lab: Lab,
    name: str,
    client: Client,
    spelt: Mapping[str, str],
    others: Mapping[str, tuple[Client, Request]],
) -> tuple[list[Seen], dict[str, Seen]]:
    """Use up a client's limit and ask otherwise, last of all as the client itself once more."""
    experiment = Experiment(lab, name)
    await lab.fresh_moment()
    used = await experiment.use_up(client)
    asks = {what: (Client(text, client.source), Request()) for what, text in spelt.items()} | dict(others)
    seen = {what: await _asked_twice(experiment, *ask) for what, ask in asks.items() if _reaches(lab, ask[0])}
    used.append(await experiment.ask(client))
    return used, seen


async def _asked_twice(experiment: Experiment, client: Client, request: Request) -> Seen:
    """Ask, and who was let in again: what a limiter gives back one by one is not taken for another client's limit."""
    first = await experiment.ask(client, request)
    return await experiment.ask(client, request) if first.admitted else first


def _reaches(lab: Lab, client: Client) -> bool:
    return client.source != OTHER_PEER or lab.bench.wire.base.startswith(LOCAL)


def _hop(used: list[Seen], seen: dict[str, Seen]) -> Property:
    if used[-1].admitted:
        return untold("key", "a client that had used up its limit was let in", (*ends_of(used), *seen.values()))
    parts = [part for part in ("first", "middle", "last") if seen[part].admitted]
    value = {0: "not X-Forwarded-For", 1: f"the {parts[0] if parts else ''} hop of X-Forwarded-For"}.get(len(parts))
    value = value or ("the whole X-Forwarded-For" if len(parts) == len("abc") else f"its {' and '.join(parts)} hop")
    peer = seen.get("peer")
    if peer:
        value += ", and the peer" if peer.admitted else ""
    asked = [part for part in ("first", "middle", "last", "peer") if part in seen]
    why = ", ".join(f"another {part}: {_fate(seen[part])}" for part in asked)
    return _property("key", value, why, used, seen, {"parts": parts})


def _by_peer() -> Property:
    return Property("key", "the peer", "exact", "clients are told apart by the address they call from")


def _literal(name: str, used: list[Seen], seen: dict[str, Seen], *asked: str) -> Property:
    passed = [what for what in asked if seen[what].admitted]
    value = "compared as text" if passed else "not looked at"
    why = ", ".join(f"{what}: {_fate(seen[what])}" for what in asked)
    return _property(name, value, why, used, {what: seen[what] for what in asked}, {"differ": passed})


def _ignored(name: str, used: list[Seen], one: Seen, which: str) -> Property:
    value = "one of them is looked at" if one.admitted else "not looked at"
    return _property(name, value, f"with other values of {which} it was {_fate(one)}", used, {name: one}, {})


def _property(  # noqa: PLR0917 - the parts of one
    name: str, value: str, why: str, used: list[Seen], seen: Mapping[str, Seen], measured: dict
) -> Property:
    """Tell, if the client itself was refused at last: else a pass proves nothing."""
    evidence = (*ends_of(used), *seen.values())
    if used[-1].admitted:
        return untold(name, "a client that had used up its limit was let in", evidence)
    # Refused at last though it had asked less than a whole limit since: no window had ended.
    proven = used[-1].number - used[-2].number < len(used) - 1
    return Property(name, value, "exact", why, evidence, measured, span_of([*used, *seen.values()]), proven)


def _fate(one: Seen) -> str:
    return "refused" if one.refused else "let in"


def _address(lab: Lab) -> str:
    return lab.bench.addresses.fresh()
