"""The kill matrix as one HTML file that needs nothing else: readable offline, dark and light.

Decides how it looks. What is drawn is `matrix.py`'s; every text is escaped.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from tests.faulty.matrix import ALSO, FINE, KILLED, LEGEND, NOT_RUN, SURVIVED, Matrix, mark, summary

if TYPE_CHECKING:
    from simulator.judge.spec import Clause
    from tests.faulty.trial import Trial

CLASSES = {KILLED: "k", SURVIVED: "s", ALSO: "a", FINE: "f", NOT_RUN: "n"}
STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #d5dae1; --faint: #8a94a3; --head: #f3f5f8;
  --kill: #14703a; --bad: #c2211b; --also: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --paper: #14171b; --line: #333a44; --faint: #7d8794;
  --head: #1d2228; --kill: #4cc27f; --bad: #ff7b72; --also: #e0af40; } }
body { margin: 0 auto; padding: 1.5rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.head { color: var(--faint); } .good { color: var(--kill); } .bad { color: var(--bad); }
.frame { overflow: auto; max-height: 90vh; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: separate; border-spacing: 0; font-size: 13px; }
td, th { border-right: 1px solid var(--line); border-bottom: 1px solid var(--line); padding: 2px 5px; }
.matrix td { text-align: center; min-width: 1em; } .list td { vertical-align: top; padding: 3px 8px; }
thead th { position: sticky; top: 0; background: var(--head); z-index: 2; font-weight: 500; }
.matrix thead th { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; white-space: nowrap; }
.matrix thead th:first-child { writing-mode: horizontal-tb; transform: none; left: 0; z-index: 3; }
tbody th { position: sticky; left: 0; background: var(--paper); text-align: left; font-weight: 400;
  white-space: nowrap; z-index: 1; }
tr.section th { background: var(--head); font-weight: 600; }
.k { color: var(--kill); } .s { color: var(--bad); font-weight: 700; } .a { color: var(--also); }
.f { color: var(--line); } code { font-size: 12px; }
@media (max-width: 40rem) { body { padding: .7rem; } }
"""


def page(matrix: Matrix) -> str:
    """Draw the whole document."""
    told = " · ".join(f"{name} {value}" for name, value in matrix.head.items())
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width, initial-scale=1'><title>The kill matrix</title>"
        f"<style>{STYLE}</style><h1>The kill matrix</h1><p class=head>{escape(told)}</p>{_summary(matrix)}"
        f"<h2>Clause by fault</h2><p class=head>{escape(LEGEND)}</p>{_matrix(matrix)}"
        f"<h2>Faults</h2>{_list(matrix)}</html>\n"
    )


def _summary(matrix: Matrix) -> str:
    bad = any(trial.wrong for trial in matrix.trials) or matrix.toothless
    lines = "".join(f"<li>{escape(line)}" for line in summary(matrix))
    return f"<ul class={'bad' if bad else 'good'}>{lines}</ul>"


def _matrix(matrix: Matrix) -> str:
    heads = "".join(f"<th title='{escape(_vice(trial))}'>{escape(trial.name)}" for trial in matrix.faults)
    rows = []
    for title, clauses, _ in matrix.sections():
        rows.append(f"<tr class=section><th>{escape(title)}<td colspan={len(matrix.faults)}>")
        rows += [_row(matrix, clause) for clause in clauses]
    return (
        f"<div class=frame><table class=matrix><thead><tr><th>clause{heads}</thead><tbody>{''.join(rows)}</table></div>"
    )


def _row(matrix: Matrix, clause: Clause) -> str:
    marks = [mark(trial, clause.id) for trial in matrix.faults]
    cells = "".join(f"<td class={CLASSES[one]}>{one}" for one in marks)
    return f"<tr><th title='{escape(clause.sentence)}'>{clause.id}{cells}"


def _list(matrix: Matrix) -> str:
    rows = "".join(
        f"<tr><th><code>{escape(trial.name)}</code><td>{escape(_vice(trial))}<td>{escape(', '.join(trial.declared))}"
        f"<td class=bad>{escape('; '.join(trial.wrong))}"
        for trial in matrix.faults
    )
    head = "<thead><tr><th>fault<th>vice<th>killed by<th>wrong</thead>"
    return f"<div class=frame><table class=list>{head}<tbody>{rows}</table></div>"


def _vice(trial: Trial) -> str:
    return trial.fault.vice if trial.fault else ""
