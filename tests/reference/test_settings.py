"""Settings: names, defaults, and what is refused in one sentence."""

import pytest

from reference.cors import OriginList
from reference.settings import Settings, SettingsError, read_settings

POSITIVE = ("POOL_SIZE", "POOL_TIMEOUT_MS", "MAX_BODY_BYTES", "BODY_TIMEOUT_MS")


def test_defaults() -> None:
    assert Settings(origins=OriginList(("*",))) == read_settings({})


def test_production_fails_closed() -> None:
    settings = read_settings({"NODE_ENV": "production"})
    assert settings.production
    assert OriginList((), usable=False) == settings.origins


def test_every_name() -> None:
    settings = read_settings(
        {
            "ALLOWED_ORIGINS": "https://a.test",
            "DATABASE_URL": "postgresql://x",
            "POOL_SIZE": " 3 ",
            "POOL_TIMEOUT_MS": "1500",
            "MAX_BODY_BYTES": "10",
            "BODY_TIMEOUT_MS": "20",
        }
    )
    expected = Settings(OriginList(("https://a.test",)), False, "postgresql://x", 3, 1.5, 10, 20)  # noqa: FBT003
    assert expected == settings


@pytest.mark.parametrize("name", POSITIVE)
@pytest.mark.parametrize("value", ["0", "-1", "1.5", "ten", "1e3", "NaN"])
def test_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({name: value})
    assert str(refused.value) == f"{name} should be a whole number above 0, but it is {value!r}: correct it or unset it"
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("name", [*POSITIVE, "DATABASE_URL"])
def test_empty_is_unset(name: str) -> None:
    assert read_settings({}) == read_settings({name: ""})
