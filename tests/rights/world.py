"""The canary world: two cohorts of the same shape and an open one, in which all text about somebody is unique.

People come in as people do: invited, signing up, signing in, linking an account, pasting, confirming, answering, by the
public forms and the API. What the engine writes (verdicts, receipts, the log) is put there by hand. A canary is
``cnry-WHO-WHAT-q``; where something is generated (a key, an invitation, a code) the world remembers what it was.

Ada (north) and Oscar (south) own what is asked for. Bea and Cleo are in Ada's twinome, Olga in Oscar's; Dan and Eve are
Ada's peers in another, Gus has none. Max mentors Ada, Mia Oscar, Nina nobody. Fay and Fred facilitate. Rosa is the
admin.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache as cache_forever
from typing import Any
from unittest import mock

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.test.client import ClientHandler

from mooc.core.facts.profiles import AccountProfile
from mooc.networks.registry import open_network
from mooc.networks.x.sign_in import XSignIn
from mooc.runtime import clocks
from mooc.services import networks
from mooc.services.accounts import account_linking, consent
from mooc.services.cohorts.cohorts import create_cohort
from mooc.services.people import signup
from mooc.services.people.demo_login import sign_in_path
from mooc.store import models
from mooc.store.accounts import oauth_linking
from mooc.store.cohorts import cohorts
from mooc.store.people import people
from tests.rights import engine_rows
from tests.rights.asking import FAR_AWAY
from tests.rights.course import COURSE

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
START = datetime(2026, 11, 16, 7, tzinfo=UTC)
NORTH = {"fay": "facilitator", "max": "mentor", "nina": "mentor"} | dict.fromkeys(
    ("ada", "bea", "cleo", "dan", "eve", "gus"), "learner"
)
SOUTH = {"fred": "facilitator", "mia": "mentor", "oscar": "learner", "olga": "learner"}
TWINOMES = (("ada", "bea", "cleo"), ("dan", "eve"), ("oscar", "olga"))
MENTORED: Mapping[str, str] = {"ada": "max", "oscar": "mia"}
"""Learner → mentor. These learners show their account to their twinome."""


def canary(who: str, what: str) -> str:
    """A text that stands nowhere else."""
    return f"cnry-{who}-{what}-q"


@dataclass
class World:
    """``users``, ``members``: first name → id. ``objects``: cohort → what stands for each placeholder of an address.
    ``secrets``: what was shown once, and the sessions. ``sessions``: first name → session key."""

    users: dict[str, int] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)
    cohorts: dict[str, int] = field(default_factory=dict)
    objects: dict[str, dict[str, object]] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, who: str | None, **options: Any) -> Client:
        """A browser of that person, who is signed in; of nobody for None."""
        client = Client(REMOTE_ADDR=FAR_AWAY, **options)
        client.handler = _handler(client.handler.enforce_csrf_checks)
        if who is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client


@cache_forever
def _handler(enforce_csrf_checks: bool) -> ClientHandler:
    """One for all browsers: each would read the middleware, and all static files, anew."""
    return ClientHandler(enforce_csrf_checks)


@contextmanager
def networks_that_say_yes() -> Iterator[None]:
    """It is always the same moment; no network answers, but every code that is looked for is there."""
    with ExitStack() as stack:
        quick = lambda name: open_network(name, base_url="http://127.0.0.1:9")  # noqa: E731
        stack.enter_context(mock.patch.object(networks, "quick", quick))
        stack.enter_context(mock.patch.object(account_linking.code_proof, "prove_by_code", _prove))
        stack.enter_context(mock.patch("mooc.services.accounts.oauth_linking.offered", lambda: ("x",)))
        stack.enter_context(mock.patch.object(XSignIn, "finish", lambda *_: AccountProfile("x", "99", "somebody")))
        clocks.use(clocks.PlayedClock(NOW))
        stack.callback(clocks.use, clocks.SystemClock())
        yield


def _prove(network: object, handle: str, *_: object, **__: object) -> AccountProfile:
    """The account of that handle; its other sides are canaries where the handle is one."""
    who = handle.split("-")[1] if handle.startswith("cnry-") else "somebody"
    return AccountProfile("bluesky", f"did:plc:{canary(who, 'did')}", handle, canary(who, "displayname"))


def build() -> World:
    """Let everybody come in, and fill both cohorts. Within ``networks_that_say_yes`` and a transaction."""
    cache.clear()
    world = World()
    admin = people.create("cnry-rosa-email-q@cast.example", canary("rosa", "name"), "cnry-rosa-password-q", admin=True)
    world.users["rosa"] = admin.id
    world.secrets["password of rosa"] = "cnry-rosa-password-q"
    _sign_in(world, "rosa")
    _link(world, "rosa")
    for name, cast in (("north", NORTH), ("south", SOUTH), ("open", {})):
        _open_cohort(world, name)
        for who, role in cast.items():
            _come_in(world, name, who, role)
    for names in TWINOMES:
        _seat(world, "north" if names[0] in NORTH else "south", names)
    engine_rows.of_the_installation(canary)
    _fill(world, "north", "ada", ("bea", "cleo"))
    _fill(world, "south", "oscar", ("olga",))
    models.Cohort.objects.update(advance_at=None)  # nothing is overdue
    return world


def _open_cohort(world: World, name: str) -> None:
    """As ``mooc cohort`` does; lists and tag are canaries of the cohort."""
    cohort = create_cohort(
        COURSE, name=canary(name, "slug"), title=canary(name, "title"), start=START, zone="Europe/Paris",
        networks=["bluesky"], is_public=name == "open", hashtag=canary(name, "tag").replace("-", "_"), now=START,
        lists={"bluesky": {"voices": [f"did:plc:{canary(name, 'listed')}"]}},
    )  # fmt: skip
    world.cohorts[name] = cohort.id


def _post(world: World, who: str | None, path: str, data: Mapping[str, Any]) -> Any:
    """Send a form, or JSON to the API; whatever is refused here is a mistake of the world."""
    is_api = path.startswith("/api/")
    options: dict[str, Any] = {"content_type": "application/json"} if is_api else {}
    response = world.client(who).post(path, dict(data), **options)
    if response.status_code not in (200, 201, 202, 204, 302):
        raise AssertionError(f"{who} {path}: {response.status_code} {response.content.decode()[:2000]}")
    return response


def _sign_in(world: World, who: str) -> None:
    credentials = {"login": f"{canary(who, 'email')}@cast.example", "password": canary(who, "password")}
    response = _post(world, None, "/accounts/login/", credentials)
    world.sessions[who] = response.client.cookies[settings.SESSION_COOKIE_NAME].value
    world.secrets[f"session of {who}"] = world.sessions[who]


def _invite(world: World, by: str, cohort: str, role: str) -> str:
    """By the API; who has a page for it, by the page."""
    if by == "rosa":
        created = _post(world, by, f"/api/v1/cohorts/{world.cohorts[cohort]}/invitations", {"role": role})
        secret = str(created.json()["secret"])
    else:
        created = _post(world, by, f"/cohorts/{canary(cohort, 'slug')}/invitations/", {"role": role})
        link = re.search(r"testserver/join/([^/]+)/", created.content.decode())
        if link is None:
            raise AssertionError(created.content.decode())
        secret = link[1]
    world.secrets[f"invitation of {cohort} for a {role} {len(world.secrets)}"] = secret
    return secret


def _come_in(world: World, cohort: str, who: str, role: str) -> None:
    """Invited by whom it takes, with an account, an API key and a linked account."""
    staff = {"north": "fay", "south": "fred"}[cohort]
    secret = _invite(world, "rosa" if role == "facilitator" else staff, cohort, role)
    email, password = f"{canary(who, 'email')}@cast.example", canary(who, "password")
    world.secrets[f"password of {who}"] = password
    _post(world, None, f"/join/{secret}/", {"name": canary(who, "name"), "email": email, "password1": password})
    _sign_in(world, who)
    user = people.by_email(email)
    if user is None:
        raise AssertionError(f"{who} has not come in")
    world.users[who] = user.id
    row = models.Member.objects.get(user=user.id, cohort=world.cohorts[cohort])
    world.members[who] = row.pk
    if role == "facilitator":
        _by_hand(world, who, cohort)
    words = {"languages": ["fr"], "offers": [canary(who, "offer")], "wants": [canary(who, "want")]}
    models.Member.objects.filter(pk=row.pk).update(**words)  # no form asks for them yet
    key = _post(world, who, "/api/v1/tokens", {"label": canary(who, "keyname")}).json()
    world.secrets[f"key of {who}"] = key["secret"]
    _link(world, who)


def _by_hand(world: World, who: str, cohort: str) -> None:
    path = f"/api/v1/cohorts/{world.cohorts[cohort]}/mentoring"
    answer = world.client(who).patch(path, {"by_hand": True}, content_type="application/json")
    if answer.status_code != 200:
        raise AssertionError(answer.content.decode())


def _link(world: World, who: str) -> None:
    """One account is linked, and another is about to be."""
    for what in ("handle", "pending"):
        account = {"handle": f"{canary(who, what)}.example", "consent": consent.VERSION}
        _post(world, who, "/api/v1/accounts/bluesky/code", account)
        if what == "handle":
            _post(world, who, "/api/v1/accounts/bluesky/confirm", {})
    pending = {
        "state": "a",
        "verifier": canary(who, "verifier"),
        "back": "https://class.example/",
        "consent": "2026-11",
    }
    oauth_linking.keep(world.users[who], "x", pending)
    models.Account.objects.filter(user=world.users[who]).update(moved_to=f"{canary(who, 'movedto')}.example")
    models.SignIn.objects.filter(user=world.users[who]).update(made_at=datetime.now(UTC))


def _seat(world: World, cohort: str, names: tuple[str, ...]) -> None:
    """A twinome of these; pairing would choose others."""
    why = [{"word": "barter.offers", "values": {"who": str(world.members[names[0]]), "skill": canary(names[0], "offer"),
            "to": str(world.members[names[1]])}}]  # fmt: skip
    row = models.Twinome.objects.create(cohort_id=world.cohorts[cohort], made_at=START, why=why)
    for who in names:
        models.TwinomeMember.objects.create(twinome=row, member_id=world.members[who])


def _fill(world: World, cohort: str, owner: str, fellows: tuple[str, ...]) -> None:
    """All that the owner can have, and what others have said of it."""
    fellow, staff, mentor = fellows[0], {"north": "fay", "south": "fred"}[cohort], MENTORED[owner]
    pk, member, slug = world.cohorts[cohort], world.members[owner], canary(cohort, "slug")
    twinome = models.TwinomeMember.objects.get(member=member).twinome_id
    assigned = {"mentor": world.members[mentor], "learner": member}
    mentoring = _post(world, staff, f"/api/v1/cohorts/{pk}/mentorings", assigned).json()["id"]
    account = world.client(owner).get("/api/v1/accounts").json()["items"][0]["id"]
    _post(world, owner, f"/me/accounts/{account}/share/", {"shared": "yes"})
    for who in (owner, *fellows, *(["dan", "eve"] if cohort == "north" else [])):
        engine_rows.seen(who, world.members[who], pk, canary, NOW)
    url = f"https://pasted.example/{canary(owner, 'pasted')}"
    _post(world, owner, f"/cohorts/{slug}/challenges/post/links/", {"url": url})
    engine_rows.link_looked_at(member, owner, canary)
    attested = {"challenge": "word", "url": f"https://confirmed.example/{canary(owner, 'confirmed')}"}
    confirmation = _post(world, fellow, f"/api/v1/members/{member}/confirmations", attested).json()["id"]
    passer_by = "eve" if cohort == "north" else fellow
    code = _post(world, passer_by, f"/api/v1/cohorts/{pk}/meetings/code", {}).json()["meeting_code"]
    world.secrets[f"meeting code of {passer_by}"] = code
    for challenge in ("follow", "post"):
        first = models.Review.objects.create(member_id=member, challenge=challenge, kind="peer", asked_at=NOW)
        answer = {"decision": "again", "comment": canary(owner, f"comment{challenge}")}
        _post(world, fellow, f"/api/v1/reviews/{first.pk}", answer)
    second_look = {"challenge": "follow", "note": canary(owner, "note")}
    review = _post(world, owner, f"/api/v1/members/{member}/reviews", second_look).json()["id"]
    invitation = _invite(world, staff, cohort, "learner")
    row = models.Invitation.objects.order_by("-pk").values_list("pk", flat=True)[0]
    token = models.ApiToken.objects.get(user=world.users[owner]).pk
    world.objects[cohort] = {
        "course": "first-steps", "cohort": pk, "name": slug, "open": world.cohorts["open"], "member": member,
        "challenge": "post", "twinome": twinome, "mentoring": mentoring, "confirmation": confirmation,
        "review": review, "account": account, "token": token, "key": token, "invitation": invitation,
        "invitation_row": row, "network": "bluesky", "bluesky": "bluesky", "x": "x", "what": "charter",
        "word": "word", "meet": "meet", "follow": "follow", "code": code, "fellow": world.members[fellow],
        "email": f"{canary(owner, 'email')}@cast.example", "password": canary(owner, "password"),
        "mentor": world.members[mentor], "learner": world.members[fellow], "secret": invitation,
        "demo_token": sign_in_path(world.users[owner]).removeprefix("/enter/"),
        "mail_token": _mail_token(world, invitation, pk), **_reset_key(world, owner),
        "confirm_key": _confirm_key(world, owner),
    }  # fmt: skip


def _mail_token(world: World, secret: str, cohort: int) -> str:
    """What stands in the letter to somebody who is invited by mail."""
    signup.send_letter("newcomer@cast.example", secret, cohorts.get_any(cohort), "http://testserver", "en")
    link = re.search(rf"/join/{re.escape(secret)}/([^/\s]+)/", str(mail.outbox.pop().body))
    if link is None:
        raise AssertionError("no link in the letter")
    return link[1]


def _reset_key(world: World, owner: str) -> dict[str, str]:
    """What stands in the letter to somebody who has lost the password."""
    _post(world, None, "/accounts/password/reset/", {"email": f"{canary(owner, 'email')}@cast.example"})
    link = re.search(r"/password/reset/key/([0-9A-Za-z]+)-([^/\s]+)/", str(mail.outbox.pop().body))
    if link is None:
        raise AssertionError("no link in the letter")
    world.secrets[f"reset key of {owner}"] = link[2]
    return {"uidb36": link[1], "reset_key": link[2]}


def _confirm_key(world: World, owner: str) -> str:
    """What django-allauth writes into a letter that asks whether an address is right; it is sent to nobody here."""
    email = f"{canary(owner, 'email')}@cast.example"
    address, _ = EmailAddress.objects.get_or_create(user_id=world.users[owner], email=email)
    return str(EmailConfirmationHMAC(address).key)
