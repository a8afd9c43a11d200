"""The Docker path on a real engine: `tests/docker/engine.sh env OPSMANTIK_TEST_DOCKER=1 pytest tests/docker`.

Skipped unless OPSMANTIK_TEST_DOCKER=1: it costs an engine, an image and minutes.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from schema.catalogue import differences
from schema.connection import PostgresUnavailable, connect
from schema.databases import clone, drop, make_template
from schema.postgres import DEFAULT_IMAGE, PostgresServer, provide

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGE = os.environ.get("OPSMANTIK_POSTGRES_IMAGE", DEFAULT_IMAGE)
pytestmark = pytest.mark.skipif(
    os.environ.get("OPSMANTIK_TEST_DOCKER") != "1",
    reason="asks for a Docker engine: OPSMANTIK_TEST_DOCKER=1, or make test-docker",
)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server in a container of its own."""
    with provide("docker", image=IMAGE) as running:
        yield running


def test_it_is_on_loopback_and_says_its_image(server: PostgresServer) -> None:
    assert conninfo_to_dict(server.admin_dsn)["host"] == "127.0.0.1"
    assert server.kind == "docker"
    assert server.described == f"PostgreSQL {server.version} (Docker image {IMAGE})"


def test_it_runs_as_the_embedded_one_does(server: PostgresServer) -> None:
    with connect(server.admin_dsn) as conn:
        settings = dict(conn.execute("SELECT name, setting FROM pg_settings").fetchall())
    wanted = {"wal_level": "logical", "max_connections": "200", "fsync": "off", "TimeZone": "UTC"}
    assert {name: settings[name] for name in wanted} == wanted


def test_the_schema_applies_and_is_the_blueprint_s(server: PostgresServer) -> None:
    template = make_template(server.admin_dsn)
    dsn = clone(server.admin_dsn, template)
    with psycopg.connect(dsn) as conn:
        assert differences(conn) == []
    drop(server.admin_dsn, dsn)
    drop(server.admin_dsn, template)


def test_the_container_is_gone_afterwards() -> None:
    with provide("docker", image=IMAGE) as running:
        dsn = running.admin_dsn
    with pytest.raises(PostgresUnavailable):
        connect(dsn)


def test_an_image_that_is_not_there_is_one_sentence() -> None:
    image = "127.0.0.1:1/no/such-image:1"
    with pytest.raises(PostgresUnavailable, match=f"a Docker engine that runs {image}, came") as refused:
        provide("docker", image=image).__enter__()
    assert "\n" not in str(refused.value)
