"""The plugin of ``make fast``: the engine's settings, and no database.

Whoever asks for a connection is refused, whatever the test is marked with. Tests of properties are given fewer
examples here than in the whole suite.
"""

import os

import django
import hypothesis
from django.db.backends.base.base import BaseDatabaseWrapper

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

hypothesis.settings.register_profile("fast", deadline=None, max_examples=10)
hypothesis.settings.load_profile("fast")


def refuse(wrapper: BaseDatabaseWrapper) -> None:
    """In place of a connection."""
    raise RuntimeError(f"make fast has no database, and this test asks for {wrapper.alias!r}")


BaseDatabaseWrapper.ensure_connection = refuse  # type: ignore[method-assign]
