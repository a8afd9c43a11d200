"""A PostgreSQL in a Docker container, through testcontainers, and only when somebody asked for Docker.

Any failure of the engine or the image is PostgresUnavailable. The reaper image is not pulled, and beside a local engine
the published port is reached on loopback (facts 1).
"""

from __future__ import annotations

import warnings
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from schema.connection import PostgresUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_IMAGE = "postgres:17"
PASSWORD = "opsmantik"  # noqa: S105  # of a container that lives as long as this run, on loopback
COMMAND = "-c wal_level=logical -c max_connections=200 -c fsync=off -c full_page_writes=off -c TimeZone=UTC"


@contextmanager
def docker_postgres(image: str) -> Iterator[str]:
    """Run the image and give the superuser's DSN; the container is gone at the end."""
    with ExitStack() as stack:
        yield _started(image, stack)


def _started(image: str, stack: ExitStack) -> str:
    try:
        from docker.errors import DockerException  # noqa: PLC0415  # slow, and needed by nobody else
    except ImportError as error:
        raise _unavailable(image, error) from error
    try:
        container = _container(image)
        stack.callback(container.stop)
        container.start()
        return container.get_connection_url(driver=None)
    except (DockerException, OSError, RuntimeError) as error:
        raise _unavailable(image, error) from error


def _container(image: str) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from testcontainers.community.postgres import PostgresContainer  # noqa: PLC0415
        from testcontainers.core.config import ConnectionMode, testcontainers_config  # noqa: PLC0415
    testcontainers_config.ryuk_disabled = True
    container = PostgresContainer(image, username="postgres", password=PASSWORD, dbname="postgres", driver=None)
    if container.get_docker_client().client.api.base_url.startswith("http+docker://"):  # a local socket
        testcontainers_config.connection_mode_override = ConnectionMode.docker_host
        testcontainers_config.tc_host_override = "127.0.0.1"
        container.ports = {f"{container.port}/tcp": ("127.0.0.1", None)}
    return container.with_command(COMMAND)


def _unavailable(image: str, error: Exception) -> PostgresUnavailable:
    said = " ".join(str(error).split())
    return PostgresUnavailable(
        f"expected a Docker engine that runs {image}, came {type(error).__name__}: {said[:300]};"
        " start Docker and pull the image, or use --database embedded or a DSN",
    )
