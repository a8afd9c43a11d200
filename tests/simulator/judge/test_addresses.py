"""Client addresses: each once, no two in a row of one network."""

from __future__ import annotations

import pytest

from simulator.judge.addresses import Addresses


@pytest.mark.parametrize("start", [0, 70_000, (1 << 16) * 254 - 2])
def test_no_two_in_a_row_are_neighbours(start: int) -> None:
    addresses = Addresses(start)
    given = [addresses.fresh() for _ in range(500)]
    assert len({one.rpartition(".")[0] for one in given}) == 500


def test_a_neighbour_is_another_address_of_the_same_network() -> None:
    addresses = Addresses(3)
    own = addresses.fresh()
    near = [addresses.neighbour(own) for _ in range(253)]
    assert len({own, *near}) == 254
    assert {one.rpartition(".")[0] for one in near} == {own.rpartition(".")[0]}
    assert addresses.gave(near[0])


def test_loopback_addresses_are_to_be_called_from() -> None:
    assert Addresses(0, loopback=True).fresh().startswith("127.")
