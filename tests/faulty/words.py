"""Slips of the pen in a text: some words as they are, and what stands there instead.

Decides that a slip whose words are not there, or are there twice, is an error: nobody would know what it does.
"""

from collections.abc import Iterable


class NoSuchWords(Exception):
    """A slip names words that do not stand there, or not once."""


def with_words(text: str, slips: Iterable[tuple[str, str]]) -> str:
    """The text with each slip's first words read as its second."""
    for was, reads in slips:
        if text.count(was) != 1:
            raise NoSuchWords(f"{was!r} stands there {text.count(was)} times")
        text = text.replace(was, reads)
    return text
