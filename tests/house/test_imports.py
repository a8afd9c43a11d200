"""Rooms import in the direction of ARCHITECTURE.md's table, and nothing imports in a circle."""

from __future__ import annotations

import ast

from tests.house.tree import ROOT, Source, modules, sources

# Longest prefix wins. A room may always import itself.
MAY_IMPORT = {
    "schema": set(),
    "reference": {"schema"},
    "simulator.judge": {"schema", "simulator.waiting"},
    "simulator.report": {"simulator.judge"},
    "simulator": {"schema", "reference"},
    "loadtests": {"schema", "simulator"},
    "browser_tests": {"schema", "reference", "simulator"},
    "tests": {"schema", "reference", "simulator", "opsmantik", "loadtests", "browser_tests"},
    "opsmantik": set(),
}


def room_of(module: str) -> str:
    return max((room for room in MAY_IMPORT if within(module, room)), key=len)


def within(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def forbidden(source: Source) -> list[str]:
    room = room_of(source.module)
    allowed = MAY_IMPORT[room] | {room}
    # `simulator.waiting` is all of `simulator` that the judge may know; the package itself is an empty room.
    named = {name for name in source.imports() if name != "simulator"}
    return sorted(name for name in named if not any(within(name, one) for one in allowed))


def test_every_module_imports_only_what_its_room_may() -> None:
    """The direction of imports is the table's."""
    assert {source.module: forbidden(source) for source in sources() if forbidden(source)} == {}


def test_a_judge_that_asked_the_reference_would_be_found() -> None:
    """The rule bites: the judge may not import what it judges."""
    path = ROOT / "simulator" / "judge" / "spec.py"
    spoiled = Source("simulator.judge.spec", path, "import reference.gateway\nfrom reference import intents\n")
    assert "reference.gateway" in forbidden(spoiled)


def test_what_imports_locust_runs_in_its_own_process() -> None:
    """Importing Locust or gevent changes the whole process: only what Locust itself runs may do it."""
    foreign = ("locust", "gevent", "geventhttpclient")
    found = {one.module: {name for name in foreign_to(one) if name.partition(".")[0] in foreign} for one in sources()}
    assert [module for module, names in found.items() if names] == ["loadtests.locustfile", "loadtests.sender"]
    assert [one.module for one in sources() if "loadtests.sender" in one.imports()] == ["loadtests.locustfile"]


def foreign_to(source: Source) -> set[str]:
    nodes = list(ast.walk(source.tree()))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


def test_no_module_reaches_itself() -> None:
    """There is no circle of imports that are run."""
    graph = {source.module: runtime_imports(source) for source in sources()}
    assert circle(graph) == []


def test_a_circle_would_be_found() -> None:
    """The search bites."""
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})


def runtime_imports(source: Source) -> set[str]:
    """Imports under `if TYPE_CHECKING` are never run: two values may know each other's names."""
    tree = source.tree()
    tree.body = [node for node in tree.body if not is_type_checking(node)]
    return Source(source.module, source.path, ast.unparse(tree)).imports() - packages_of(source.module)


def is_type_checking(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def packages_of(module: str) -> set[str]:
    parts = module.split(".")
    return {".".join(parts[:length]) for length in range(1, len(parts))} & modules()


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Give one circle as a path, or nothing."""
    done: set[str] = set()
    for start in graph:
        path = walk(graph, start, [], done)
        if path:
            return path
    return []


def walk(graph: dict[str, set[str]], module: str, path: list[str], done: set[str]) -> list[str]:
    if module in path:
        return [*path[path.index(module) :], module]
    if module in done:
        return []
    for imported in sorted(graph.get(module, ())):
        found = walk(graph, imported, [*path, module], done)
        if found:
            return found
    done.add(module)
    return []
