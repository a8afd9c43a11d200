"""Where the fixtures are: a table of contents."""

import os

from hypothesis import settings

from tests.fixtures import hypothesis_profiles

pytest_plugins = ["tests.fixtures.gateway", "tests.fixtures.postgres"]

hypothesis_profiles.register()
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
