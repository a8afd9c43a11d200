"""The rules of the house that a machine sees: no sleeping, no file too big, nouns for names, a reason on top."""

from __future__ import annotations

import ast

from tests.house.tree import ROOT, Source, sources

LINES_MAX = 400
NO_NOUNS = {"utils", "util", "helpers", "helper", "common", "misc"}
SLEEPS = {"sleep", "wait_for_timeout"}


def sleeps(source: Source) -> list[int]:
    """Give the lines in which something called sleep is called."""
    calls = (node for node in ast.walk(source.tree()) if isinstance(node, ast.Call))
    return sorted(call.lineno for call in calls if called(call) in SLEEPS)


def called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def test_nobody_sleeps() -> None:
    """Waiting has a probe and a deadline: simulator/waiting.py."""
    assert {source.module: sleeps(source) for source in sources() if sleeps(source)} == {}


def test_a_sleeper_would_be_found() -> None:
    """The rule bites."""
    spoiled = Source("tests.some", ROOT / "some.py", "import asyncio, time\nawait asyncio.sleep(1)\ntime.sleep(2)\n")
    assert sleeps(spoiled) == [2, 3]


def test_no_file_wants_a_second_room() -> None:
    """Past 400 lines a file is two."""
    lengths = {source.module: len(source.text.splitlines()) for source in sources()}
    assert {module: length for module, length in lengths.items() if length > LINES_MAX} == {}


def test_every_file_is_named_for_a_noun() -> None:
    """No utils, helpers, common."""
    assert [source.module for source in sources() if NO_NOUNS & set(source.module.split("."))] == []


def test_every_file_opens_with_what_it_is() -> None:
    """A module's docstring says what it decides and what it must not know."""
    assert [source.module for source in sources() if not ast.get_docstring(source.tree())] == []


def test_no_room_outside_the_plan() -> None:
    """The top level has the rooms of ARCHITECTURE.md and no other."""
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    plan = {"schema", "reference", "tracker", "simulator", "loadtests", "browser_tests", "tests"}
    assert {room for room in rooms if not room.startswith(".")} <= plan | {"runs"}
