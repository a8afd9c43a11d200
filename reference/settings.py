"""What the environment says, read once (GWY-117 … GWY-128, GWY-427).

Decides names, defaults and which values are refused. It must not know what the settings are used for.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reference.cors import OriginList


class SettingsError(Exception):
    """A setting that cannot be used: what was expected, what came, what to do."""

    exit_code = 2


@dataclass(frozen=True)
class Settings:
    """Names as the real system has them where it has any."""

    origins: OriginList
    production: bool = False
    database_url: str | None = None
    pool_size: int = 10
    pool_timeout_s: float = 5.0
    max_body_bytes: int = 1 << 20
    body_timeout_ms: int = 10_000


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read ALLOWED_ORIGINS, NODE_ENV, DATABASE_URL, POOL_SIZE, POOL_TIMEOUT_MS, MAX_BODY_BYTES, BODY_TIMEOUT_MS."""
    production = environment.get("NODE_ENV") == "production"
    return Settings(
        origins=OriginList.read(environment.get("ALLOWED_ORIGINS"), production=production),
        production=production,
        database_url=environment.get("DATABASE_URL") or None,
        pool_size=_positive(environment, "POOL_SIZE", Settings.pool_size),
        pool_timeout_s=_positive(environment, "POOL_TIMEOUT_MS", int(Settings.pool_timeout_s * 1000)) / 1000,
        max_body_bytes=_positive(environment, "MAX_BODY_BYTES", Settings.max_body_bytes),
        body_timeout_ms=_positive(environment, "BODY_TIMEOUT_MS", Settings.body_timeout_ms),
    )


def _positive(environment: Mapping[str, str], name: str, default: int) -> int:
    given = environment.get(name, "").strip()
    if not given:
        return default
    if not given.isdecimal() or int(given) == 0:
        raise SettingsError(f"{name} should be a whole number above 0, but it is {given!r}: correct it or unset it")
    return int(given)
