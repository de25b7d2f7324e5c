"""`mooc user create`: somebody can sign in, or is told what would be right."""

from collections.abc import Sequence

import pytest
from django.contrib.auth import authenticate
from typer.testing import CliRunner, Result

from mooc.commands.user import app
from mooc.store.people import people

pytestmark = pytest.mark.django_db

PASSWORD = "three-quiet-herons"
ASKED = f"{PASSWORD}\n{PASSWORD}\n"


def create(*args: str, typed: str = ASKED) -> Result:
    return CliRunner().invoke(app, ["create", *args], input=typed)


def test_who_was_created_can_sign_in() -> None:
    result = create("Ada@Example.org", "--name", "Ada", "--language", "fr", "--zone", "Europe/Paris")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    person = people.by_email("ada@example.org")
    assert person is not None
    assert (person.name, person.language, person.zone, person.is_admin) == ("Ada", "fr", "Europe/Paris", False)
    assert authenticate(username="ada@example.org", email="ada@example.org", password=PASSWORD)


def test_a_site_admin() -> None:
    assert create("rosa@example.org", "--name", "Rosa", "--admin").exit_code == 0
    person = people.by_email("rosa@example.org")
    assert person is not None
    assert person.is_admin


@pytest.mark.parametrize(
    ("args", "typed", "said"),
    [
        (["ada", "--name", "Ada"], ASKED, "EMAIL: an address is expected"),
        (["ada@example.org", "--name", " "], ASKED, "--name: 1 to 80 characters"),
        (["ada@example.org", "--name", "A" * 81], ASKED, "--name: 1 to 80 characters"),
        (["ada@example.org", "--name", "Ada", "--zone", "Paris"], ASKED, "--zone: an IANA time zone is expected"),
        (["ada@example.org", "--name", "Ada", "--zone", "../etc"], ASKED, "--zone: an IANA time zone is expected"),
        (["ada@example.org", "--name", "Ada", "--language", "de"], ASKED, "'de' is not one of 'fr', 'en'"),
        (["ada@example.org", "--name", "Ada"], "short\nshort\n", "--password: This password is too short"),
        (["ada@example.org"], ASKED, "Missing option '--name'"),
    ],
)
def test_what_cannot_be_is_named(args: Sequence[str], typed: str, said: str) -> None:
    result = create(*args, typed=typed)
    assert result.exit_code == 2
    assert said in result.stderr
    assert people.by_email("ada@example.org") is None


def test_an_address_is_taken_once() -> None:
    create("ada@example.org", "--name", "Ada")
    again = create("ADA@example.org", "--name", "Ada")
    assert again.exit_code == 2
    assert "EMAIL: somebody signs in with 'ADA@example.org' already" in again.stderr
