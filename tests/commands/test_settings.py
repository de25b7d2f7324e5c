"""All settings are listed in .env.example, and a wrong value is named at start, never told."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from mooc.commands.settings import example
from mooc.environment import ROOT, Environment, WrongSetting, environment, variable_name
from mooc.runtime.mail import mail_settings

OURS = ("MOOC_", "DATABASE_URL", "SECRET_KEY")
WRONG: Mapping[str, str] = {
    "database_url": "mysql://somewhere/db",
    "secret_key": "changeme",
    "debug": "perhaps",
    "hosts": " , ",
    "base_url": "somewhere.example",
    "broker_url": "http://somewhere",
    "bind": "somewhere",
    "trusted_proxies": "-1",
    "threads": "none",
    "lease": "1",
    "statement_timeout": "-1",
    "lock_timeout": "soon",
    "keep_text_days": "-1",
    "language": "de",
    "courses": "no/such/folder",
    "networks": "bluesky,carrier-pigeon",
    "demo": "perhaps",
    "loopback": "perhaps",
    "x_url": "ftp://somewhere",
    "bluesky_url": "//somewhere",
    "bluesky_stream_url": "ftp://somewhere",
    "push": "carrier-pigeon",
    "mastodon_server": "https://somewhere.example/about",
    "bluesky_plc_url": "https:///nowhere",
    "email_url": "pop3://somewhere",
    "email_from": "nobody",
}
"""Field → a value that cannot be."""
ANYTHING_GOES = {"preview", "x_bearer", "x_client_id", "x_client_secret", "mastodon_token"}
"""Secrets of others: only they know what one looks like."""


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting in the environment, none in a .env file."""
    for name in [name for name in os.environ if name.startswith(OURS)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def read_anew() -> Environment:
    """The settings as a new process finds them."""
    return environment.__wrapped__()


def test_env_example_lists_every_variable_with_its_meaning() -> None:
    lines = example().splitlines()
    for field, info in Environment.model_fields.items():
        (at,) = [n for n, line in enumerate(lines) if line.startswith(f"# {variable_name(field)}=")]
        assert info.description
        assert lines[at - 1] == f"# {info.description}"


def test_env_example_without_its_hashes_gives_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    assigned = [line.removeprefix("# ") for line in example().splitlines() if line.startswith("# ") and "=" in line]
    Path(".env").write_text("\n".join(line for line in assigned if line.startswith(OURS)))
    Path("lessons").mkdir()
    read, defaults = read_anew().model_dump(), Environment(_env_file=None).model_dump()
    by_place = {"database_url", "courses"}
    assert {k: v for k, v in read.items() if k not in by_place} == {
        k: v for k, v in defaults.items() if k not in by_place
    }
    assert {str(ROOT / read["courses"])} == {str(defaults["courses"])}


def test_there_is_a_wrong_value_for_each_field() -> None:
    assert WRONG.keys() | ANYTHING_GOES == Environment.model_fields.keys()


@pytest.mark.parametrize("field", WRONG)
def test_a_wrong_value_is_named_and_not_told(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable_name(field), WRONG[field])
    with pytest.raises(WrongSetting) as error:
        read_anew()
    assert str(error.value).startswith(f"{variable_name(field)}: ")
    assert WRONG[field] not in str(error.value)


def test_all_that_is_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for field, value in WRONG.items():
        monkeypatch.setenv(variable_name(field), value)
    with pytest.raises(WrongSetting) as error:
        read_anew()
    named = [part.partition(":")[0] for part in str(error.value).split("; ")]
    assert sorted(set(named)) == sorted(map(variable_name, WRONG))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "mooc: SECRET_KEY: 50 random characters are expected"),
        ({"MOOC_DEBUG": "true", "MOOC_THREADS": "many"}, "mooc: MOOC_THREADS: "),
    ],
)
def test_a_command_says_so_in_one_line(given: Mapping[str, str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from mooc.cli import main; main()", "migrate"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "mooc.settings", "PYTHONPATH": str(ROOT)} | given,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


def test_the_number_of_proxies_reaches_all_who_ask_for_an_address() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from mooc import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"],
        env=os.environ | {"MOOC_DEBUG": "true", "MOOC_TRUSTED_PROXIES": "2", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("2\n", "")


def test_mail_goes_where_the_address_says() -> None:
    for where, backend in (("console", "console"), ("none", "dummy")):
        assert mail_settings("console:", where) == {
            "EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend"
        }
    found = mail_settings("smtp+starttls://me%40example.org:p%3Aw@mail.example.org", "smtp")
    assert found["EMAIL_BACKEND"].endswith(".smtp.EmailBackend")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@example.org", "p:w")
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (True, False)
