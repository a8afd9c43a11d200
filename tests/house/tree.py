"""The house's source files and what each imports, read without running any of them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("schema", "reference", "simulator", "loadtests", "browser_tests", "tests")


@dataclass(frozen=True)
class Source:
    """One Python file: its dotted module name, where it is, and its text."""

    module: str
    path: Path
    text: str

    def tree(self) -> ast.Module:
        """Give the parsed file."""
        return ast.parse(self.text)

    @cache  # noqa: B019 - there are as many as files
    def imports(self) -> frozenset[str]:
        """Name every module of ours it imports, wherever the import stands; `from a import b` names `a` and `a.b`."""
        found: set[str] = set()
        for node in ast.walk(self.tree()):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        return frozenset(found & modules() - {self.module})


@cache
def sources() -> tuple[Source, ...]:
    """Give every Python file of the rooms and of the top level."""
    paths = [*ROOT.glob("*.py"), *(path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))]
    return tuple(Source(_module(path), path, path.read_text("utf-8")) for path in paths)


@cache
def modules() -> frozenset[str]:
    """Name every module of ours."""
    return frozenset(source.module for source in sources())


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
