"""Settings of the test suite: those of the engine, on a database of its own. ``DATABASE_URL`` chooses PostgreSQL."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("MOOC_DEBUG", "true")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the thread of the tests
os.environ.setdefault("DATABASE_URL", "sqlite:///test.sqlite3")
os.environ.setdefault("MOOC_BLUESKY_URL", "http://127.0.0.1:9")  # where nobody listens: a test that asks says whom

from mooc.settings import *  # noqa: F403 settings are a module's names

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# A machine that loses its power in the middle of the tests loses the tests: nothing waits for a disk.
_OPTIONS = DATABASES["default"]["OPTIONS"]  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405 a file, so that worker threads share it
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.mkdtemp(prefix="mooc-test-")) / "test.sqlite3")}  # noqa: F405
    _OPTIONS["init_command"] += "PRAGMA synchronous=OFF;"
else:
    _OPTIONS["application_name"] = "pytest"  # told apart from the engine's processes
    _OPTIONS["pool"]["timeout"] = 30  # seconds; machines that test are busy
    _OPTIONS["options"] += " -c synchronous_commit=off"
