"""The gallery is in order: names, vices, clauses, and no clause in force without a fault that breaks it."""

from __future__ import annotations

from collections import Counter

import pytest

import browser_tests.checks
import tests.conformance
from simulator.judge.check import REGISTRY
from simulator.judge.spec import read as read_spec
from simulator.verify import SPEC, TRACKER
from tests.faulty import _modules, find, gallery, room_of
from tests.faulty.coverage import in_force, read_unbroken, toothless
from tests.faulty.fault import Fault, UnknownFault
from tests.faulty.migrations import with_slips
from tests.faulty.words import NoSuchWords

assert tests.conformance
assert browser_tests.checks
CLAUSES = read_spec(SPEC)
JUDGED = {check.clause for check in REGISTRY.values()}


def test_every_fault_is_named_as_its_file() -> None:
    """`serve --faulty NAME` reads the file of that name and no other."""
    files = [name for modules in _modules().values() for name in modules]
    assert [find(name).name for name in files] == files


def test_names_and_vices_are_unique() -> None:
    """Two faults with one vice are one."""
    files = [name for modules in _modules().values() for name in modules]
    assert [name for name, times in Counter(files).items() if times > 1] == []
    assert [vice for vice, times in Counter(one.vice for one in gallery().values()).items() if times > 1] == []


def test_a_vice_is_one_sentence() -> None:
    """It stands in a banner."""
    assert [one.name for one in gallery().values() if "\n" in one.vice or not one.vice.endswith(".")] == []


def test_every_fault_declares_what_kills_it_and_every_cure_what_it_cures() -> None:
    """A fault that nothing kills proves nothing."""
    for fault in gallery().values():
        is_cure = room_of(fault.name) == "cures"
        assert bool(fault.killed_by) is not is_cure, fault.name
        assert bool(fault.cures) is is_cure, fault.name
        assert fault.replacements or fault.ddl or fault.tracker, fault.name


def test_a_faulty_tracker_is_nothing_but_a_tracker() -> None:
    """It plays before a gateway that it shares with others, and on a database as it should be."""
    for fault in gallery().values():
        assert not (fault.is_tracker and (fault.replacements or fault.ddl)), fault.name
        assert fault.is_tracker is (room_of(fault.name) == "trackers") or fault.is_cure, fault.name


def test_the_slips_of_every_tracker_are_words_of_ours() -> None:
    """Each makes a tracker that is another one."""
    written = [one.faulty_tracker for one in gallery().values() if one.is_tracker]
    assert len(written) == len({*written, TRACKER.read_bytes()}) - 1


def test_every_named_clause_is_judged() -> None:
    """Killed by a clause of the spec that has a check and may accuse; cured of a hazard."""
    for fault in gallery().values():
        for clause in (*fault.killed_by, *fault.cures):
            assert clause in JUDGED, f"{fault.name}: {clause}"
            assert (CLAUSES.by_id[clause].level == "HAZ") is (clause in fault.cures), f"{fault.name}: {clause}"
        assert len(set(fault.killed_by)) == len(fault.killed_by), fault.name


@pytest.mark.parametrize("sector", ["SCH", "GWY", "TRK"])
def test_every_clause_in_force_is_broken_by_some_fault(sector: str) -> None:
    """Or there is a stated reason why it cannot be broken alone."""
    bare = toothless(CLAUSES, REGISTRY.values(), gallery().values())
    assert [clause for clause in bare if clause.startswith(sector)] == []


def test_the_list_of_unbroken_clauses_is_true() -> None:
    """Each is in force, has a reason, and is broken by no fault."""
    declared = {clause for fault in gallery().values() for clause in fault.killed_by}
    forced = {clause.id for clause in in_force(CLAUSES, REGISTRY.values())}
    assert sorted(set(read_unbroken()) & declared) == [], "these are broken: take them off the list"
    assert sorted(set(read_unbroken()) - forced) == [], "these are not in force"
    assert [clause for clause, reason in read_unbroken().items() if len(reason.split()) < 4] == []


def test_a_clause_without_a_fault_would_be_found() -> None:
    """The search bites."""
    assert len(toothless(CLAUSES, REGISTRY.values(), [])) > 300


def test_an_unknown_name_is_told_with_those_that_sound_alike() -> None:
    with pytest.raises(UnknownFault, match="indexes-forgotten"):
        find("indexes-forgoten")


def test_every_place_of_a_replacement_exists_and_is_put_back() -> None:
    """A replacement of nothing would be a fault that does nothing."""
    for fault in gallery().values():
        with fault.installed():
            pass
        for owner, name, replacement in fault._places():
            assert getattr(owner, name) is not replacement, f"{fault.name}: {name}"


def test_a_replacement_of_nothing_is_refused() -> None:
    for place in ("reference.gateway.judge_nothing", "reference.nowhere.judge"):
        with pytest.raises((AttributeError, ModuleNotFoundError)):
            Fault("x", "X.", replacements={place: None}).install()


def test_a_slip_of_words_that_stand_nowhere_is_refused() -> None:
    slipped = with_slips(("CREATE TABLE nowhere", ""))["schema.migrate.migrations"]
    with pytest.raises(NoSuchWords):
        slipped()


def test_no_line_of_the_rooms_knows_the_gallery() -> None:
    """The builds are made wrong from outside."""
    from tests.house.tree import sources  # noqa: PLC0415 - it reads every file

    rooms = ("reference", "schema", "simulator")
    named = [one.module for one in sources() if one.module.startswith(rooms) and "tests.faulty" in one.text]
    assert named == []
