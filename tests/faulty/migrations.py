"""Faults that are slips of the pen in a migration: the files as they are, but for a few words.

Decides that a slip whose words are not there is an error: it would do nothing. It must not know what a slip means.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from schema.migrate import DIRECTORY, Migration, migrations
from tests.faulty.words import NoSuchWords

_as_written = migrations


def with_slips(*slips: tuple[str, str]) -> dict[str, Callable[[Path], list[Migration]]]:
    """Give the replacement by which every occurrence of a slip's first text is read as its second."""

    def migrations_with_slips(directory: Path = DIRECTORY) -> list[Migration]:
        read = _as_written(directory)
        for was, reads in slips:
            if not any(was in one.text for one in read):
                raise NoSuchWords(was)
            read = [replace(one, text=one.text.replace(was, reads)) for one in read]
        return read

    return {"schema.migrate.migrations": migrations_with_slips}
