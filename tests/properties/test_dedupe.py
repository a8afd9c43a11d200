"""One stamp in one site is one row, whatever the order of statements; and the 10 s window where no constraint is.

Hypothesis draws the clicks and decides at every store call which of the parallel requests makes the next statement.
Facts 11 and 15.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.wire import Answer
from tests.fixtures.gateway import CollectedDecisions, Ground, MakeGround, request
from tests.properties.clicks import Click, clicks, crowded_clicks, stamped
from tests.properties.gated_store import Choose, GatedStore, Statement, Turnstile
from tests.properties.hard_cases import HardCases

NO_CONSTRAINT = "ALTER TABLE calls DROP CONSTRAINT calls_site_intent_stamp_uniq"
NO_PARTIAL_INDEX = "DROP INDEX idx_calls_site_intent_stamp_uniq"
WINDOW_MS = 10_000


@dataclass(frozen=True)
class Scene:
    """The sites and sessions that the indices of clicks mean."""

    ground: Ground
    sites: list[str]
    sessions: list[str]

    def play(self, clicked: list[Click], choose: Choose) -> tuple[list[Statement], dict[str, Answer]]:
        """All clicks in parallel; the statements in the order they were made, and the answers."""
        turnstile = Turnstile(choose)
        gateway = self.ground.gateway(GatedStore(self.ground.store, turnstile))
        work = {
            str(number): gateway.ingest(request(self.body(click)), CollectedDecisions())
            for number, click in enumerate(clicked)
        }
        answers = self.ground.run(turnstile.drive(work))
        return turnstile.passed, answers

    def body(self, click: Click) -> dict[str, object]:
        """The click's beacon."""
        return click.body(self.sites, self.sessions, self.ground.month)

    def stored(self) -> list[dict[str, object]]:
        """The calls of the scene's sites, oldest first."""
        return self.ground.fetch(
            "SELECT calls.*, public_id, matched_session_id::text AS session FROM calls "
            "JOIN sites ON sites.id = site_id WHERE public_id = ANY(%s) ORDER BY calls.created_at",
            self.sites,
        )


def new_scene(ground: Ground) -> Scene:
    return Scene(ground, [ground.new_site() for _ in range(2)], [ground.new_uuid() for _ in range(3)])


def named(waiting: list[Statement], name: str) -> list[Statement]:
    return [statement for statement in waiting if statement.name == name]


def most_alike(keys: list[object]) -> int:
    return max((keys.count(key) for key in keys), default=0)


def test_one_stamp_in_one_site_is_one_row(ground: Ground) -> None:
    """Whatever the interleaving: the first row of a stamp stays as it was, and different stamps are never merged."""
    hard = HardCases()

    @given(
        rounds=st.lists(st.lists(clicks(stamped() | st.none()), min_size=1, max_size=5), min_size=1, max_size=3),
        data=st.data(),
    )
    def property_holds(rounds: list[list[Click]], data: st.DataObject) -> None:
        scene = new_scene(ground)
        first: dict[tuple[str, str], tuple[str, str]] = {}
        for clicked in rounds:
            passed, answers = scene.play(clicked, lambda waiting: _choose(waiting, data, hard))
            _count_repeats(passed, first, hard)
            for statement in named(passed, "upsert_call"):
                click = clicked[int(statement.who)]
                stamp = click.stamp[1] if click.stamp else statement.arguments[0]["intent_stamp"]
                session = scene.sessions[click.session]
                first.setdefault((scene.sites[click.site], stamp), (session, click.stored_target))
            _assert_answers(answers, passed, hard)
        rows = scene.stored()
        stored = {(row["public_id"], row["intent_stamp"]): (row["session"], row["intent_target"]) for row in rows}
        assert first == stored
        assert len(first) == len(rows)

    property_holds()
    hard.require(
        {
            "two of one stamp between look-up and insert": 8,
            "two of one session between look-up and insert": 8,
            "stamp repeated with another session or target": 15,
            "answered 500, as another made the session first": 5,
        }
    )


def _choose(waiting: list[Statement], data: st.DataObject, hard: HardCases) -> int:
    upserts = [each.arguments[0] for each in named(waiting, "upsert_call")]
    if most_alike([(row["site_id"], row["intent_stamp"]) for row in upserts]) > 1:
        hard.met("two of one stamp between look-up and insert")
    if most_alike([each.arguments[0]["id"] for each in named(waiting, "insert_session")]) > 1:
        hard.met("two of one session between look-up and insert")
    return data.draw(st.integers(0, len(waiting) - 1), label="next") if len(waiting) > 1 else 0


def _count_repeats(passed: list[Statement], first: dict[tuple[str, str], tuple[str, str]], hard: HardCases) -> None:
    known = {stamp for _, stamp in first}
    repeated = [each for each in named(passed, "upsert_call") if each.arguments[0]["intent_stamp"] in known]
    hard.met("stamp repeated with another session or target", len(repeated))


def _assert_answers(answers: dict[str, Answer], passed: list[Statement], hard: HardCases) -> None:
    """Whoever came to the upsert is answered 200; who did not lost the race for the session, and is told so."""
    arrived = {each.who for each in named(passed, "upsert_call")}
    for who, answer in answers.items():
        assert (200 if who in arrived else 500) == answer.status
        if who not in arrived:
            hard.met("answered 500, as another made the session first")
            assert answer.body["message"] == "Database write failed"


def test_twenty_at_once_are_one_row(ground: Ground) -> None:
    """Statements that are in flight at the same time on twenty connections' worth of requests: one row, all 200."""
    scene = new_scene(ground)
    click = Click(site=0, session=0, target=0, stamp=("same", "same"))
    ground.post(scene.body(click) | {"el": "", "ea": "view"})
    gateway = ground.gateway()

    async def all_at_once() -> list[Answer]:
        return await asyncio.gather(
            *(gateway.ingest(request(scene.body(click)), CollectedDecisions()) for _ in range(20))
        )

    assert [200] * 20 == [answer.status for answer in ground.run(all_at_once())]
    assert ["same"] == [row["intent_stamp"] for row in scene.stored()]


@dataclass(frozen=True)
class ModelRow:
    """A call as the model of the fallback remembers it."""

    key: tuple[str, str, str]
    stamp: tuple[str, str]
    created_ms: int


class WindowModel:
    """What facts 11 say of a refused upsert, statement by statement."""

    def __init__(self, *, stamps_are_unique: bool) -> None:
        self.rows: list[ModelRow] = []
        self._stamps_are_unique = stamps_are_unique

    def in_window(self, key: tuple[str, str, str], now_ms: int) -> int:
        """How many rows of this site, session and target are at most ten seconds old."""
        return sum(row.key == key and now_ms - row.created_ms <= WINDOW_MS for row in self.rows)

    def insert(self, row: ModelRow) -> bool:
        """Was the row taken?"""
        if self._stamps_are_unique and row.stamp in {other.stamp for other in self.rows}:
            return False
        self.rows.append(row)
        return True


@pytest.fixture(scope="module", params=["stamps unique", "no uniqueness at all"])
def refused(request: pytest.FixtureRequest, make_ground: MakeGround) -> Iterator[tuple[Ground, bool]]:
    """Ground where every upsert is refused, and whether the partial unique index is still there."""
    unique = request.param == "stamps unique"
    with make_ground([NO_CONSTRAINT] if unique else [NO_CONSTRAINT, NO_PARTIAL_INDEX]) as made:
        yield made, unique


def test_window_of_the_fallback(refused: tuple[Ground, bool]) -> None:
    """Without the constraint: exactly one like it in the last 10 s swallows a click; none, or two, do not."""
    ground, unique = refused
    hard = HardCases()
    # The database's clock cannot be stopped: the gateway's stays behind it, so that a fresh row is never old.
    start_ms = ground.clock.at_ms - 3_600_000

    @given(
        rounds=st.lists(
            st.tuples(
                st.sampled_from((0, 4_999, 5_001, 9_999, 10_001)),
                st.lists(crowded_clicks(stamped() | st.none()), min_size=2, max_size=4),
            ),
            min_size=2,
            max_size=4,
        ),
        data=st.data(),
    )
    def property_holds(rounds: list[tuple[int, list[Click]]], data: st.DataObject) -> None:
        scene = new_scene(ground)
        ground.clock.at_ms = start_ms
        for session in range(3):
            ground.post(scene.body(Click(0, session, 0, None)) | {"el": ""})
        model = WindowModel(stamps_are_unique=unique)
        for later_ms, clicked in rounds:
            ground.clock.at_ms += later_ms
            passed, answers = scene.play(clicked, lambda waiting: _choose_in_window(waiting, data, hard))
            assert {200} == {answer.status for answer in answers.values()}
            _replay(scene, model, clicked, passed, hard)
            _stamp_with_the_gateways_time(ground, scene)
        assert sorted((row.key, row.stamp) for row in model.rows) == sorted(map(_as_model, scene.stored()))

    property_holds()
    least = {
        "two between look-up and insert": 10,
        "swallowed by the window": 50,
        "two in the window": 4,
        "older than the window": 12,
    }
    hard.require(least | ({"swallowed by the index": 15} if unique else {}))


def _choose_in_window(waiting: list[Statement], data: st.DataObject, hard: HardCases) -> int:
    inserts = [each.arguments[0] for each in named(waiting, "insert_call")]
    if most_alike([(row["site_id"], row["matched_session_id"], row["intent_target"]) for row in inserts]) > 1:
        hard.met("two between look-up and insert")
    return data.draw(st.integers(0, len(waiting) - 1), label="next") if len(waiting) > 1 else 0


def _replay(scene: Scene, model: WindowModel, clicked: list[Click], passed: list[Statement], hard: HardCases) -> None:
    """Follow the statements in their order, and hold each decision of the gateway against the model's."""
    expected_to_insert: set[str] = set()
    now_ms = scene.ground.clock.at_ms
    for statement in passed:
        click = clicked[int(statement.who)]
        site = scene.sites[click.site]
        key = (site, scene.sessions[click.session], click.stored_target)
        if statement.name == "find_recent_calls":
            found = model.in_window(key, now_ms)
            _count_found(found, key, model, hard)
            expected_to_insert |= {statement.who} if found != 1 else set()
        if statement.name == "insert_call":
            assert statement.who in expected_to_insert
            expected_to_insert.remove(statement.who)
            stamp = click.stamp[1] if click.stamp else statement.arguments[0]["intent_stamp"]
            if not model.insert(ModelRow(key, (site, stamp), now_ms)):
                hard.met("swallowed by the index")
    assert not expected_to_insert


def _count_found(found: int, key: tuple[str, str, str], model: WindowModel, hard: HardCases) -> None:
    if found == 1:
        hard.met("swallowed by the window")
    if found > 1:
        hard.met("two in the window")
    if not found and any(row.key == key for row in model.rows):
        hard.met("older than the window")


def _stamp_with_the_gateways_time(ground: Ground, scene: Scene) -> None:
    """Move what the database has just dated with its own clock."""
    ground.rows.execute(
        "UPDATE calls SET created_at = to_timestamp(%(now)s / 1000.0) FROM sites WHERE sites.id = site_id "
        "AND public_id = ANY(%(sites)s) AND calls.created_at > to_timestamp(%(now)s / 1000.0)",
        {"now": ground.clock.at_ms, "sites": scene.sites},
    )


def _as_model(row: dict[str, object]) -> tuple[tuple[object, ...], tuple[object, object]]:
    key = (row["public_id"], row["session"], row["intent_target"])
    return key, (row["public_id"], row["intent_stamp"])
