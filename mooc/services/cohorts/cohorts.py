"""Cohorts: starting one, letting people in, letting them go."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from pydantic import TypeAdapter, ValidationError

from mooc.core.course.course import Course, Hashtag, Run
from mooc.core.course.named_people import named_handles
from mooc.core.values.authored import Slug
from mooc.environment import environment
from mooc.services.twinomes.pairing import place_late
from mooc.store.cohorts import cohorts, invitations, members
from mooc.store.cohorts.cohorts import CohortDetails, Lists
from mooc.store.cohorts.members import Membership
from mooc.store.judging import dirty_pairs
from mooc.store.judging.dirty_pairs import News
from mooc.store.mentoring import mentors
from mooc.store.people import people
from mooc.store.people.people import UserProfile
from mooc.store.policy.policy import Forbidden
from mooc.store.policy.relations import Actor
from mooc.store.retention import texts

INVITATION_DAYS = timedelta(days=14)
FARTHEST_START = timedelta(days=3 * 365)
"""A cohort that starts later or earlier than this is a slip of the pen."""

_SLUG, _TAG = TypeAdapter(Slug), TypeAdapter(Hashtag)


class WrongField(ValueError):
    """A value that cannot be: ``field`` says where, ``code`` what is wrong, the text how it would be right."""

    def __init__(self, field: str, code: str, text: str) -> None:
        super().__init__(text)
        self.field, self.code = field, code


def create_cohort(
    course: Course,
    *,
    name: str,
    title: str,
    start: datetime,
    zone: str,
    networks: Sequence[str],
    lists: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
    hashtag: str = "",
    facilitator: int | None = None,
    is_public: bool = False,
    shows_roster: bool = False,
    now: datetime,
) -> CohortDetails:
    """Start a cohort of the course, with ``facilitator`` (a user id) in it; the engine opens its challenges.

    ``start`` and ``now`` are course time; ``lists`` holds account ids. Raises WrongField, naming the field.
    """
    _check_fields(name, title, zone, start, now)
    with transaction.atomic():
        try:
            cohort = cohorts.create(
                Run(start=start, zone=zone),
                course,
                lists=_checked_lists(course, networks, lists or {}),
                hashtag=_checked_tag(hashtag or course.hashtag),
                name=name,
                title=title.strip(),
                networks=networks,
                advance_at=now,
                by=facilitator,
                is_public=is_public,
                shows_roster=shows_roster,
            )
        except cohorts.NameTaken:
            raise WrongField("name", "taken", "another cohort has this name") from None
        if facilitator is not None:
            _enrol(cohort.id, facilitator, "facilitator", now, by=facilitator)
    return cohort


def _check_fields(name: str, title: str, zone: str, start: datetime, now: datetime) -> None:
    """What can be said of each field by itself."""
    try:
        _SLUG.validate_python(name)
    except ValidationError:
        raise WrongField("name", "not_a_slug", "lower-case letters, digits and single hyphens are expected") from None
    if not title.strip() or len(title) > 120:
        raise WrongField("title", "wrong_length", "1 to 120 characters are expected")
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise WrongField("zone", "unknown_zone", "an IANA time zone is expected, such as Europe/Paris") from None
    if start.tzinfo is None or start.utcoffset() is None:
        raise WrongField("start", "zone_required", "a moment with its offset is expected: 2026-11-23T08:00:00+01:00")
    if abs(start - now) > FARTHEST_START:
        raise WrongField("start", "too_far", "a start within three years is expected")


def _checked_tag(hashtag: str) -> str:
    try:
        return str(_TAG.validate_python(hashtag))
    except ValidationError:
        raise WrongField("hashtag", "not_a_hashtag", "letters, digits and _ are expected, at most 60") from None


def _checked_lists(course: Course, networks: Sequence[str], lists: Lists) -> Lists:
    """Every network has every list of the course; one that is not given is empty, unless a rule says who is on it."""
    if not networks or len(set(networks)) != len(networks):
        raise WrongField("networks", "no_network", "one network or more is expected, each once")
    if unknown := set(lists) - set(networks):
        raise WrongField("lists", "unknown_network", f"not among the cohort's networks: {', '.join(sorted(unknown))}")
    named_in_rules = {network: named_handles(course, network) for network in networks}
    list_names = dict.fromkeys(chain(course.lists, *named_in_rules.values()))
    if unknown := {name for ids_by_list in lists.values() for name in ids_by_list} - set(list_names):
        raise WrongField("lists", "unknown_list", f"the course has no list {', '.join(sorted(unknown))}")
    for network, handles_by_list in named_in_rules.items():
        for name, handles in handles_by_list.items():
            if len(lists.get(network, {}).get(name, ())) < len(handles):
                raise WrongField("lists", "not_looked_up", f"on {network}, who is {', '.join(handles)}?")
    return {network: {name: lists.get(network, {}).get(name, ()) for name in list_names} for network in networks}


def check_networks(networks: Sequence[str], set_up: Sequence[str]) -> None:
    """Raise WrongField for a network that is not set up here."""
    if unknown := set(networks) - set(set_up):
        raise WrongField("networks", "unknown_network", f"not set up here: {', '.join(sorted(unknown))}")


def add_member(
    cohort: int,
    user: int,
    role: str,
    now: datetime,
    *,
    languages: Sequence[str] = (),
    offers: Sequence[str] = (),
    wants: Sequence[str] = (),
) -> Membership:
    """Let a person in without asking for a permission: for the CLI, the demo and the functions below."""
    with transaction.atomic():
        return _enrol(cohort, user, role, now, languages=languages, offers=offers, wants=wants)


def _enrol(cohort: int, user: int, role: str, now: datetime, **fields: Any) -> Membership:
    """Let a person in, and have all that is not settled of theirs judged anew. Verdicts are locked before members, as
    whoever judges does."""
    cohorts.lock(cohort, user)
    dirty_pairs.mark_dirty(News(users=(user,)))
    member = members.add(cohort, user, role, now, **fields)
    cohorts.wake_cohorts_of(user, now)
    return member


def invite(
    actor: Actor, cohort: int, role: str = "learner", good_for: timedelta = INVITATION_DAYS, uses: int | None = None
) -> str:
    """The secret of a link that lets so many people into the cohort; by default as many as fit the role.

    Raises NotVisible, Forbidden, TooManyInvitations.
    """
    with transaction.atomic():
        return invitations.invite(actor, cohort, role, good_for, uses)


def end_invitation(actor: Actor, invitation: int) -> None:
    """The link lets nobody in any more. Raises NotVisible."""
    with transaction.atomic():
        invitations.end(actor, invitation)


def change_settings(actor: Actor, cohort: int, **changes: Any) -> CohortDetails:
    """Change title, hashtag, is_public, shows_roster or closed_at. Raises NotVisible, Forbidden."""
    with transaction.atomic():
        changed = cohorts.change(actor, cohort, **changes)
        if changes.get("closed_at"):
            texts.look_sooner(cohort, changes["closed_at"] + timedelta(days=environment().keep_text_days))
        return changed


def accept_invitation(actor: Actor, secret: str) -> Membership:
    """Join by an invitation. Raises NotInvited, also for somebody who is not signed in; NameRefused for a learner with
    the name of somebody who looks after the cohort.
    """
    if actor.user is None:
        raise invitations.NotInvited
    person = people.get(actor.user)
    with transaction.atomic():
        cohort, role = invitations.invited(secret, person.id)
        if role == "learner":
            people.checked_name(person.name, cohort.id, person.id)
        cohorts.lock(cohort.id, person.id)
        invitations.spend(secret, person.id)
        return _come_in(person, cohort.id, role, actor.now)


def join(actor: Actor, cohort: int) -> Membership:
    """Join an open cohort as a learner. Raises NotVisible for one that is not open to the actor, or closed."""
    visible_cohort = cohorts.get(actor, cohort)
    if actor.user is None or not visible_cohort.is_public or visible_cohort.closed_at is not None:
        raise Forbidden("join")
    with transaction.atomic():
        return _come_in(people.get(actor.user), cohort, "learner", actor.now)


def _come_in(person: UserProfile, cohort: int, role: str, now: datetime) -> Membership:
    """Let the person in, with a twinome and a mentor, where there are some to give."""
    member = _enrol(cohort, person.id, role, now, languages=(person.language,), by=person.id)
    place_late(cohort, now, seed=member.id)
    mentors.welcome(cohort, member.id, role, now)
    return member


def leave(actor: Actor, member: int) -> None:
    """Leave, or remove somebody else where one may: who is left alone finds another group, and the learners of a mentor
    another mentor. Raises NotVisible, Forbidden."""
    with transaction.atomic():
        cohort, user = members.remove(actor, member)
        texts.look_sooner(cohort, actor.now, user)
        place_late(cohort, actor.now, seed=member)
        mentors.take_over(cohort, actor.now)
