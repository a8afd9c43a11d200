"""One signature serves every verb that measures: which flags each takes, and what they come to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

import opsmantik
from simulator import target_flags as flags
from simulator.judge.record import OF_A_RUN, Bundled, RecordRefused, TargetRecord

RUN = {"seed", "keep", "runs", "i_may_load_this_target", "faulty"}
TARGET = set(flags.OF_THE_TARGET)


@pytest.mark.parametrize(
    ("verb", "without", "own"),
    [
        ("limiter", set(), set()),
        ("cors", {"limit", "window_s", "controls"}, set()),
        ("races", {"denied_origin", "window_s", "controls"}, {"rounds", "at_once"}),
    ],
)
def test_a_verb_takes_the_targets_flags_its_own_and_the_runs(verb: str, without: set[str], own: set[str]) -> None:
    door = typer.main.get_command(opsmantik.front_door)
    command = door.get_command(typer.Context(door), verb)
    assert {param.name for param in command.params} == (TARGET - without) | own | RUN


def asked_by(*arguments: str, other: Bundled | None = None) -> tuple[int, list[flags.Asked], int, str]:
    """Run a verb that only notes what it was asked."""
    cli, noted, numbers = typer.Typer(), [], []

    @cli.command()
    @flags.measuring("weigh", without=("limit",), plain_width=99)
    def weigh(asked: flags.Asked, *, stones: Annotated[int, typer.Option(help="How many.")] = 3) -> None:
        """Weigh a target."""
        noted.append(asked)
        numbers.append(stones)

    done = CliRunner().invoke(cli, list(arguments), obj=other)
    return done.exit_code, noted, sum(numbers), done.output


def test_flags_come_to_a_record_and_to_how_to_measure(tmp_path: Path) -> None:
    file = tmp_path / "target.toml"
    file.write_text('gateway = "http://127.0.0.1:3000"\norigin = "http://file"\nlimit = 7\n')
    code, [asked], stones, _ = asked_by(
        "--target", str(file), "--origin", "http://flag", "--seed", "5", "--keep", "--stones", "4", "--runs", "out"
    )
    assert (code, asked.verb, asked.seed, asked.keep, asked.may_load, asked.runs) == (
        *(0, "weigh", 5, True, False),
        Path("out"),
    )
    assert (asked.record.gateway, asked.record.origin, asked.record.limit) == (
        "http://127.0.0.1:3000",
        "http://flag",
        7,
    )
    assert (stones, asked.console.width, asked.bundled) == (4, 99, Bundled())


def test_a_flag_a_verb_does_without_is_unknown_there() -> None:
    code, noted, _, said = asked_by("--limit", "3")
    assert (code, noted) == (2, [])
    assert "--limit" in said


def test_a_gateway_beside_a_build_of_the_gallery_is_refused() -> None:
    code, noted, _, said = asked_by("--gateway", "http://127.0.0.1:3000", other=Bundled("one of the gallery"))
    assert (code, noted) == (2, [])
    assert "expected no gateway" in said


def test_a_file_may_hold_what_a_verb_takes_besides(tmp_path: Path) -> None:
    """A flag that is given wins; what only other verbs take is left alone; a slip of the pen is not."""
    file = tmp_path / "target.toml"
    file.write_text('seed = 5\nkeep = true\nclause = "GWY-1*"\nsector = ["GWY"]\n')
    _, [asked], _, _ = asked_by("--target", str(file))
    assert (asked.seed, asked.keep) == (5, True)
    _, [asked], _, _ = asked_by("--target", str(file), "--seed", "6")
    assert asked.seed == 6
    file.write_text("sed = 5\n")
    with pytest.raises(RecordRefused, match=r"only .*, or a flag of a run; came: sed; did you mean seed"):
        CliRunner().invoke(weighing(), ["--target", str(file)], catch_exceptions=False)


def weighing() -> typer.Typer:
    cli = typer.Typer()

    @cli.command()
    @flags.measuring("weigh")
    def weigh(asked: flags.Asked) -> None:
        """Weigh a target."""

    return cli


def test_every_flag_of_a_run_may_stand_in_a_file() -> None:
    """But for those that say where it is, or that nothing is to be done."""
    door = typer.main.get_command(opsmantik.front_door)
    verbs = ("verify", "limiter", "cors", "races", "load")
    taken = {param.name for verb in verbs for param in door.get_command(typer.Context(door), verb).params}
    of_target = set(TargetRecord.__dataclass_fields__)
    assert set(OF_A_RUN) == taken - of_target - {"target", "faulty", "list_only", "profile"}
