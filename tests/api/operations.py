"""The operations of the API as the tests of ``tests/api`` ask for them: of the cast, row by row of the matrix."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from mooc.store import models
from tests.building.cast import ROLES, Cast
from tests.rights import asking
from tests.rights.matrix import Row


def params(cast: Cast) -> dict[str, object]:
    """What stands for each placeholder: Ada's things, in the cohort of the north."""
    return {
        "course": "first-steps",
        "cohort": cast.north.id,
        "open": cast.open.id,
        "member": cast.members["ada"],
        "challenge": "post",
        "twinome": cast.twinome,
        "mentoring": cast.mentoring,
        "confirmation": cast.confirmation,
        "review": cast.review,
        "account": cast.account,
        "token": cast.token,
        "invitation": cast.invitation,
        "invitation_row": cast.invitation_row,
        "code": "2345-6789",
        "bluesky": "bluesky",
        "network": "bluesky",
        "x": "x",
        "mentor": cast.members["max"],
        "learner": cast.members["bea"],
    }


def path(row: Row, cast: Cast) -> str:
    """The address of the row."""
    return asking.address(row, params(cast))


def payload(row: Row, cast: Cast) -> Any:
    """Its body, filled in."""
    return asking.payload(row, params(cast))


def send(client: Client, row: Row, cast: Cast, body: Any) -> HttpResponse:
    """Send that body to it, as a program would."""
    return asking.send(client, row, path(row, cast), body)


def client_of(cast: Cast, column: str, **options: Any) -> Client:
    """A browser in which the person of that column is signed in."""
    client = Client(raise_request_exception=True, **options)
    if column != "AN":
        client.force_login(models.User.objects.get(pk=cast.people[ROLES[column]].id))
    return client
