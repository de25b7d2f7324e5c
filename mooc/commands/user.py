"""``mooc user``: people who may sign in."""

from typing import Literal

import typer
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse

from mooc.commands.output import reject_option
from mooc.core.values.pseudonyms import NameFault, fault
from mooc.core.values.time_zones import is_zone
from mooc.environment import environment
from mooc.services.people import demo_login, signup
from mooc.store.people import people

_NAMES = dict.fromkeys((NameFault.BLANK, NameFault.TOO_LONG), "1 to 80 characters are expected")
_NO_NAME = "a name is expected that can be seen, in one script, and that is no office"
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def user() -> None:
    """Create people who may sign in; let them in again."""


@app.command()
def create(
    email: str = typer.Argument(metavar="EMAIL", help="The address with which they sign in."),
    name: str = typer.Option(..., help="The pseudonym that others see."),
    language: Literal["fr", "en"] = typer.Option("en", help="The language of the pages for them."),
    zone: str = typer.Option("", help="An IANA time zone, such as Europe/Paris; by default the browser's."),
    password: str = typer.Option(..., prompt=True, hide_input=True, confirmation_prompt=True),
    admin: bool = typer.Option(False, "--admin", help="A site admin."),
) -> None:
    """Create somebody who signs in by e-mail and password."""
    try:
        validate_email(email.strip())
    except ValidationError:
        reject_option("EMAIL", "an address is expected, such as name@example.org")
    if name_fault := fault(name.strip()):
        reject_option("--name", _NAMES.get(name_fault, _NO_NAME))
    if zone and not is_zone(zone):
        reject_option("--zone", "an IANA time zone is expected, such as Europe/Paris")
    try:
        validate_password(password)
    except ValidationError as error:
        reject_option("--password", " ".join(error.messages))
    try:
        signup.register(email, name.strip(), password, language=language, zone=zone, admin=admin)
    except people.EmailTaken:
        reject_option("EMAIL", f"somebody signs in with {email!r} already")
    typer.echo(f"{name} can sign in.")


@app.command("reset-link")
def reset_link(email: str = typer.Argument(metavar="EMAIL", help="The address with which they sign in.")) -> None:
    """Print a link with which somebody chooses a new password. It works once, for three days; give it to them alone."""
    person = people.by_email(email)
    if person is None:
        reject_option("EMAIL", f"nobody signs in with {email!r}")
    user, key = demo_login.password_reset_key(person.id)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": key})
    typer.echo(environment().base_url.rstrip("/") + path)
