"""The audit log: entries are added and never changed, every change among people writes one, and each reader sees what
is hers to see."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
from django.db import connection

from mooc.core import audit
from mooc.core.audit import AuditEvent, EventKind, ObjectKind, ObjectRef
from mooc.core.course.course import Course
from mooc.core.facts.cost import Limit
from mooc.core.facts.profiles import AccountProfile
from mooc.networks import registry
from mooc.services.accounts import account_linking, consent
from mooc.services.attestation import attesting, meeting, reviewing
from mooc.services.cohorts import cohorts as services
from mooc.services.cohorts import course_versions
from mooc.services.mentoring import mentoring
from mooc.services.twinomes import pairing
from mooc.store import events, models
from mooc.store.attestation import confirmations, reviews
from mooc.store.cohorts import cohorts, invitations, members
from mooc.store.courses import courses
from mooc.store.events import Criteria, NotInTransaction
from mooc.store.models.cohorts import Role
from mooc.store.models.events import AppendOnly
from mooc.store.people import people, tokens
from mooc.store.policy.relations import Actor
from mooc.store.spending import budget_book
from tests.building.cast import COURSE, NOW, START, Cast

LATER = NOW + timedelta(hours=1)


class Written(NamedTuple):
    """An event, as a situation expects it: people by name."""

    kind: EventKind
    actor: str = ""
    subject: str = ""


Situation = Callable[[Cast], list[Written]]
SITUATIONS: dict[EventKind, list[Situation]] = {}


def writes(*kinds: EventKind) -> Callable[[Situation], Situation]:
    """The situation does one thing that writes events of these kinds, and returns all that it must have written."""

    def enter(situation: Situation) -> Situation:
        for kind in kinds:
            SITUATIONS.setdefault(kind, []).append(situation)
        return situation

    return enter


def stranger(cast: Cast, name: str = "zed") -> Actor:
    """Somebody who is in no cohort yet."""
    return people.actor(people.create(f"{name}@cast.example", name).id, NOW)


@writes(EventKind.COHORT_CREATED, EventKind.MEMBER_JOINED)
def a_cohort_is_created(cast: Cast) -> list[Written]:
    services.create_cohort(
        COURSE, name="new", title="New", start=START, zone="Europe/Paris", networks=["bluesky"],
        facilitator=cast.people["fay"].id, now=NOW,
    )  # fmt: skip
    return [Written(EventKind.COHORT_CREATED, "fay"), Written(EventKind.MEMBER_JOINED, "fay", "fay")]


@writes(EventKind.COURSE_VERSION_CHANGED)
def a_cohort_moves_to_another_version(cast: Cast) -> list[Written]:
    other = COURSE.model_dump(mode="json") | {"version": "7e" * 32}
    assert course_versions.move(cast.north, Course.model_validate(other), NOW)
    assert not course_versions.move(cohorts.get_any(cast.north.id), Course.model_validate(other), NOW)
    return [Written(EventKind.COURSE_VERSION_CHANGED)]


@writes(EventKind.SETTINGS_CHANGED)
def settings_change(cast: Cast) -> list[Written]:
    for _ in range(2):  # the second time nothing changes
        cohorts.change(cast.actor("fay"), cast.north.id, title="Another", shows_roster=True)
    return [Written(EventKind.SETTINGS_CHANGED, "fay")]


@writes(EventKind.SETTINGS_CHANGED)
def mentors_are_given_by_hand(cast: Cast) -> list[Written]:
    for _ in range(2):
        mentoring.choose_by_hand(cast.actor("fay"), cast.north.id, by_hand=True)
    return [Written(EventKind.SETTINGS_CHANGED, "fay")]


@writes(EventKind.BUDGET_CHANGED)
def a_cap_is_set(cast: Cast) -> list[Written]:
    for _ in range(2):
        budget_book.set_cap(cast.actor("fay"), cast.north.id, "bluesky", Limit(None, Decimal("7.50")))
    return [Written(EventKind.BUDGET_CHANGED, "fay")]


@writes(EventKind.INVITATION_CREATED)
def somebody_is_invited(cast: Cast) -> list[Written]:
    services.invite(cast.actor("fay"), cast.north.id, "mentor")
    return [Written(EventKind.INVITATION_CREATED, "fay")]


@writes(EventKind.INVITATION_ENDED)
def an_invitation_ends(cast: Cast) -> list[Written]:
    invitations.end(cast.actor("fay"), cast.invitation_row)
    return [Written(EventKind.INVITATION_ENDED, "fay")]


@writes(EventKind.MEMBER_JOINED, EventKind.MENTOR_ASSIGNED)
def somebody_accepts_an_invitation(cast: Cast) -> list[Written]:
    zed = stranger(cast)
    for _ in range(2):
        services.accept_invitation(zed, cast.invitation)
    return [
        Written(EventKind.MEMBER_JOINED, "zed", "zed"),
        Written(EventKind.TWINOME_JOINED, "", "zed"),
        Written(EventKind.MENTOR_ASSIGNED, "", "zed"),
    ]


@writes(EventKind.MEMBER_JOINED)
def somebody_joins_an_open_cohort(cast: Cast) -> list[Written]:
    services.join(stranger(cast), cast.open.id)
    return [Written(EventKind.MEMBER_JOINED, "zed", "zed")]


@writes(EventKind.ROLE_GRANTED)
def a_mentor_facilitates_too(cast: Cast) -> list[Written]:
    services.add_member(cast.north.id, cast.people["nina"].id, "facilitator", NOW)
    return [Written(EventKind.ROLE_GRANTED, "", "nina")]


@writes(EventKind.ROLE_REVOKED)
def a_facilitator_who_learns_too_learns_no_longer(cast: Cast) -> list[Written]:
    row = models.Member.objects.create(
        cohort_id=cast.north.id, user_id=cast.people["fay"].id, role="learner", joined_at=NOW
    )
    members.remove(cast.actor("fay"), row.pk)
    return [Written(EventKind.ROLE_REVOKED, "fay", "fay")]


@writes(EventKind.MEMBER_LEFT, EventKind.TWINOME_LEFT, EventKind.TWINOME_DISSOLVED)
def one_of_two_is_let_go(cast: Cast) -> list[Written]:
    members.remove(cast.actor("fay"), cast.members["dan"])
    return [
        Written(EventKind.MEMBER_LEFT, "fay", "dan"),
        Written(EventKind.TWINOME_LEFT, "fay", "dan"),
        Written(EventKind.TWINOME_DISSOLVED, "fay", "eve"),
    ]


@writes(EventKind.TWINOME_JOINED)
def somebody_who_had_left_is_back_in_the_group(cast: Cast) -> list[Written]:
    models.Member.objects.filter(pk=cast.members["ada"]).update(left_at=START)
    services.add_member(cast.north.id, cast.people["ada"].id, "learner", NOW)
    return [Written(EventKind.MEMBER_JOINED, "", "ada"), Written(EventKind.TWINOME_JOINED, "", "ada")]


@writes(EventKind.MENTOR_ASSIGNED)
def a_mentor_is_assigned(cast: Cast) -> list[Written]:
    for _ in range(2):
        mentoring.assign(cast.actor("fay"), cast.north.id, cast.members["nina"], cast.members["dan"])
    return [Written(EventKind.MENTOR_ASSIGNED, "fay", "dan")]


@writes(EventKind.MENTOR_UNASSIGNED)
def a_mentor_is_unassigned(cast: Cast) -> list[Written]:
    mentoring.unassign(cast.actor("fay"), cast.mentoring)
    return [Written(EventKind.MENTOR_UNASSIGNED, "fay", "ada")]


@writes(EventKind.MENTOR_ASSIGNED, EventKind.MENTOR_UNASSIGNED)
def learners_are_given_to_another_mentor(cast: Cast) -> list[Written]:
    for _ in range(2):
        mentoring.give(
            cast.actor("fay"), cast.north.id, [cast.members["ada"], cast.members["bea"]], cast.members["nina"]
        )
    return [
        Written(EventKind.MENTOR_UNASSIGNED, "fay", "ada"),
        Written(EventKind.MENTOR_ASSIGNED, "fay", "ada"),
        Written(EventKind.MENTOR_ASSIGNED, "fay", "bea"),
    ]


@writes(EventKind.MENTOR_UNASSIGNED)
def a_mentor_leaves(cast: Cast) -> list[Written]:
    members.remove(cast.actor("max"), cast.members["max"])
    return [Written(EventKind.MEMBER_LEFT, "max", "max"), Written(EventKind.MENTOR_UNASSIGNED, "max", "ada")]


@writes(EventKind.TWINOME_FORMED, EventKind.TWINOME_DISSOLVED)
def a_cohort_is_paired_anew(cast: Cast) -> list[Written]:
    pairing.pair_as(cast.actor("fred"), cast.south.id, seed=1, anew=True)
    return [Written(kind, "fred", name) for kind in (EventKind.TWINOME_DISSOLVED, EventKind.TWINOME_FORMED)
            for name in ("oscar", "olga")]  # fmt: skip


@writes(EventKind.ACCOUNT_LINKED)
def an_account_is_linked(cast: Cast) -> list[Written]:
    for _ in range(2):
        account_linking.link(
            cast.people["bea"].id, AccountProfile("bluesky", "did:bea", "bea.example"), "oauth", "2026-11", NOW
        )
    return [Written(EventKind.ACCOUNT_LINKED, "bea", "bea")]


@writes(EventKind.ACCOUNT_UNLINKED)
def an_account_is_unlinked(cast: Cast) -> list[Written]:
    account_linking.unlink(cast.actor("ada"), cast.account)
    return [Written(EventKind.ACCOUNT_UNLINKED, "ada", "ada")]


@writes(EventKind.ACCOUNT_SHARED)
def an_account_is_shared(cast: Cast) -> list[Written]:
    models.Account.objects.update(shared_with_twinome=False)
    for _ in range(2):
        account_linking.share(cast.actor("ada"), cast.account, True)
    return [Written(EventKind.ACCOUNT_SHARED, "ada", "ada")]


@writes(EventKind.ACCOUNT_UNSHARED)
def an_account_is_shared_no_longer(cast: Cast) -> list[Written]:
    for _ in range(2):
        account_linking.share(cast.actor("ada"), cast.account, False)
    return [Written(EventKind.ACCOUNT_UNSHARED, "ada", "ada")]


@writes(EventKind.API_KEY_CREATED)
def a_key_is_made(cast: Cast) -> list[Written]:
    tokens.make(cast.people["ada"].id, "laptop")
    return [Written(EventKind.API_KEY_CREATED, "ada", "ada")]


@writes(EventKind.API_KEY_REVOKED)
def an_admin_ends_a_key(cast: Cast) -> list[Written]:
    tokens.revoke(cast.actor("rosa"), cast.token)
    return [Written(EventKind.API_KEY_REVOKED, "rosa", "ada")]


@writes(EventKind.API_KEY_REVOKED)
def all_keys_end_with_a_new_password(cast: Cast) -> list[Written]:
    tokens.end_all(cast.people["ada"].id)
    return [Written(EventKind.API_KEY_REVOKED, "ada", "ada")]


@writes(EventKind.PEOPLE_MET)
def two_people_meet(cast: Cast) -> list[Written]:
    """Each enters the other's code; a third code that is entered is half of another meeting only."""
    ada, dan, north = cast.actor("ada"), cast.actor("dan"), cast.north.id
    assert not meeting.enter(dan, north, meeting.new_code(ada, north, NOW).code, NOW)
    assert meeting.enter(ada, north, meeting.new_code(dan, north, NOW).code, NOW)
    assert meeting.enter(ada, north, meeting.new_code(dan, north, NOW).code, NOW)
    return [Written(EventKind.PEOPLE_MET, "ada", "dan")]


@writes(EventKind.ATTESTATION_GIVEN)
def a_peer_attests(cast: Cast) -> list[Written]:
    attesting.attest(cast.actor("bea"), cast.members["ada"], "follow")
    with pytest.raises(confirmations.ConfirmedAlready):
        attesting.attest(cast.actor("bea"), cast.members["ada"], "follow")
    return [Written(EventKind.ATTESTATION_GIVEN, "bea", "ada")]


@writes(EventKind.ATTESTATION_WITHDRAWN)
def a_peer_withdraws(cast: Cast) -> list[Written]:
    attesting.withdraw(cast.actor("bea"), cast.confirmation)
    return [Written(EventKind.ATTESTATION_WITHDRAWN, "bea", "ada")]


@writes(EventKind.REVIEW_REQUESTED)
def a_learner_asks_for_another_look(cast: Cast) -> list[Written]:
    reviewing.ask_again(cast.actor("ada"), cast.members["ada"], "post")
    with pytest.raises(reviews.NothingToAsk):
        reviewing.ask_again(cast.actor("ada"), cast.members["ada"], "post")
    return [Written(EventKind.REVIEW_REQUESTED, "ada", "ada")]


@writes(EventKind.REVIEW_APPROVED)
def a_pass_is_approved(cast: Cast) -> list[Written]:
    reviewing.answer(cast.actor("bea"), cast.review, reviews.APPROVED)
    return [Written(EventKind.REVIEW_APPROVED, "bea", "ada")]


@writes(EventKind.REVIEW_RETURNED)
def another_try_is_asked_for(cast: Cast) -> list[Written]:
    reviewing.answer(cast.actor("max"), cast.review, reviews.AGAIN, "the link is missing")
    return [Written(EventKind.REVIEW_RETURNED, "max", "ada")]


BY_ITSELF = {EventKind.VERDICT_PASSED, EventKind.VERDICT_TAKEN_BACK, EventKind.VERDICT_CHANGED}
"""What the engine writes when it judges: see tests/invariants/test_verdict_events.py."""


def test_each_kind_has_a_writer() -> None:
    assert set(EventKind) == SITUATIONS.keys() | BY_ITSELF


@pytest.mark.parametrize(
    "situation", {one: None for several in SITUATIONS.values() for one in several}, ids=lambda one: one.__name__
)
def test_a_change_writes_its_events_once(cast: Cast, situation: Situation) -> None:
    before = models.AuditEntry.objects.count()
    expected = situation(cast)
    names = dict(models.User.objects.values_list("name", "pk"))
    ids = {name.removeprefix("cnry-"): pk for name, pk in names.items()} | {"": None}
    new = models.AuditEntry.objects.order_by("pk").values_list("kind", "actor", "subject")[before:]
    assert sorted(new, key=repr) == sorted(
        [(one.kind.value, ids[one.actor], ids[one.subject]) for one in expected], key=repr
    )
    details = models.AuditEntry.objects.values_list("details", flat=True)
    assert {written["network"] for written in details if "network" in written} <= registry.SPECS.keys()


def test_what_breaks_off_writes_no_event(cast: Cast) -> None:
    before = models.AuditEntry.objects.count()
    with pytest.raises(members.NotInThisCohort):
        mentoring.give(
            cast.actor("fay"), cast.north.id, [cast.members["ada"], cast.members["oscar"]], cast.members["nina"]
        )
    assert models.AuditEntry.objects.count() == before


def an_entry(cast: Cast) -> models.AuditEntry:
    return models.AuditEntry.objects.earliest("pk")


REFUSED: Mapping[str, Callable[[models.AuditEntry], object]] = {
    "save": lambda entry: entry.save(),
    "save of some columns": lambda entry: entry.save(update_fields=["kind"]),
    "save of a copy": lambda entry: models.AuditEntry(pk=entry.pk, kind="member_left", at=NOW).save(force_update=True),
    "delete": lambda entry: entry.delete(),
    "update": lambda entry: models.AuditEntry.objects.update(kind="member_left"),
    "filtered update": lambda entry: models.AuditEntry.objects.filter(pk=entry.pk).update(actor=None),
    "bulk update": lambda entry: models.AuditEntry.objects.bulk_update([entry], ["kind"]),
    "update or create": lambda entry: models.AuditEntry.objects.update_or_create(pk=entry.pk),
    "upsert": lambda entry: models.AuditEntry.objects.bulk_create(
        [entry], update_conflicts=True, unique_fields=["id"], update_fields=["kind"]
    ),
    "delete of all": lambda entry: models.AuditEntry.objects.all().delete(),
    "raw delete": lambda entry: models.AuditEntry.objects.all()._raw_delete("default"),
    "by the base manager": lambda entry: models.AuditEntry._base_manager.all().delete(),
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED.keys())
def test_an_entry_is_never_changed_nor_deleted(cast: Cast, change: Callable[[models.AuditEntry], object]) -> None:
    before = list(models.AuditEntry.objects.order_by("pk").values())
    entry = an_entry(cast)
    entry.kind = "member_left"
    with pytest.raises(AppendOnly):
        change(entry)
    assert list(models.AuditEntry.objects.order_by("pk").values()) == before


def test_who_is_erased_leaves_ids_of_nobody(cast: Cast) -> None:
    zed = stranger(cast)
    services.join(zed, cast.open.id)
    entry = models.AuditEntry.objects.get(subject=zed.user)
    models.User.objects.filter(pk=zed.user).delete()
    kept = models.AuditEntry.objects.get(pk=entry.pk)
    assert (kept.subject_id, people.names([kept.subject_id or 0])) == (zed.user, {})
    assert people.create("new@cast.example", "new").id != zed.user, "an id is not given again"


@pytest.mark.parametrize(
    ("vocabulary", "words"),
    [
        (audit.ROLE, Role.values),
        (audit.NETWORK, registry.SPECS),
        (audit.VERSION, [consent.VERSION]),
        (audit.SETTINGS, ["title", "is_public", "shows_roster", "closed_at,mentors_by_hand"]),
    ],
)
def test_what_others_call_by_these_words_is_in_their_vocabulary(
    vocabulary: re.Pattern[str], words: Iterable[str]
) -> None:
    assert [word for word in words if not vocabulary.fullmatch(word)] == []


def test_words_are_not_recorded(cast: Cast) -> None:
    before = models.AuditEntry.objects.count()
    wordy = AuditEvent(EventKind.ROLE_GRANTED, NOW, details={"role": "cnry-ada"})
    with pytest.raises(ValueError, match="no code: role"):
        events.record(AuditEvent(EventKind.ROLE_GRANTED, NOW), wordy)
    assert models.AuditEntry.objects.count() == before


def test_what_older_versions_have_written_is_read_all_the_same(cast: Cast) -> None:
    """A word that has gone from a vocabulary since hides no event."""
    entry = models.AuditEntry.objects.create(kind="role_granted", at=NOW, details={"role": "observer"})
    (stored,) = events.matching(Criteria(after_id=entry.pk - 1))
    assert stored.event.details == {"role": "observer"}


@pytest.mark.django_db(transaction=True)
def test_an_event_is_recorded_in_the_transaction_of_its_change() -> None:
    assert not connection.in_atomic_block
    with pytest.raises(NotInTransaction):
        events.record(AuditEvent(EventKind.SETTINGS_CHANGED, NOW))
    assert not models.AuditEntry.objects.exists()


class TestReading:
    """Every test has the whole cast, and somebody who has joined the north and the south since."""

    @pytest.fixture(autouse=True)
    def happened(self, cast: Cast) -> None:
        self.cast = cast
        attesting.attest(cast.actor("bea"), cast.members["ada"], "follow")
        mentoring.unassign(cast.actor("fay", LATER), cast.mentoring)

    def kinds(self, reader: str, criteria: Criteria) -> list[str]:
        found = events.visible(self.cast.actor(reader), criteria, 100)
        return [recorded.event.kind.value for recorded in found]

    def user(self, name: str) -> int:
        return self.cast.people[name].id

    def test_by_who_did_it_or_whom_it_is_about(self) -> None:
        of_bea = Criteria(person=self.user("bea"), kinds=[EventKind.ATTESTATION_GIVEN])
        about_ada = Criteria(subject=self.user("ada"), kinds=[EventKind.ATTESTATION_GIVEN])
        assert self.kinds("rosa", of_bea) == self.kinds("rosa", about_ada) == ["attestation_given"]
        assert self.kinds("rosa", Criteria(subject=self.user("bea"), kinds=[EventKind.ATTESTATION_GIVEN])) == []

    def test_by_cohort_kind_thing_and_moment(self) -> None:
        north = self.cast.north.id
        assert self.kinds("rosa", Criteria(cohort=north, since=LATER)) == ["mentor_unassigned"]
        follow = Criteria(cohort=north, object=ObjectRef(ObjectKind.CHALLENGE, "follow"), subject=self.user("ada"))
        assert self.kinds("rosa", follow) == ["verdict_passed", "attestation_given"]
        assert self.kinds("rosa", Criteria(cohort=self.cast.south.id, since=LATER)) == []

    def test_page_by_page(self) -> None:
        whole = events.visible(self.cast.actor("rosa"), Criteria(), 1000)
        first = events.visible(self.cast.actor("rosa"), Criteria(), 3)
        rest = events.visible(self.cast.actor("rosa"), Criteria(after_id=first[-1].id), 1000)
        assert [*first, *rest] == whole == list(events.matching(Criteria()))

    def test_a_learner_reads_what_is_about_herself(self) -> None:
        read = events.visible(self.cast.actor("ada"), Criteria(), 1000)
        about = {recorded.event.subject for recorded in read}
        assert about == {self.user("ada")}
        assert {"attestation_given", "mentor_unassigned", "account_linked"} <= {one.event.kind.value for one in read}

    def test_a_mentor_and_a_peer_read_nothing_about_her(self) -> None:
        for reader in ("max", "bea", "dan", "oscar"):
            assert self.kinds(reader, Criteria(subject=self.user("ada"))) == []

    def test_a_facilitator_reads_her_own_cohort_and_no_accounts(self) -> None:
        read = events.visible(self.cast.actor("fay"), Criteria(person=self.user("ada")), 1000)
        assert {recorded.event.cohort for recorded in read} == {self.cast.north.id}
        assert self.kinds("fay", Criteria(cohort=self.cast.south.id)) == []

    def test_who_facilitates_no_longer_reads_no_more_of_it(self) -> None:
        members.remove(self.cast.actor("rosa"), models.Member.objects.get(user=self.user("fay"), left_at=None).pk)
        assert self.kinds("fay", Criteria(subject=self.user("ada"))) == []

    def test_a_stranger_reads_nothing(self) -> None:
        assert events.visible(people.anonymous(NOW), Criteria(), 1000) == []


def test_courses_stay_what_they_were(cast: Cast) -> None:
    """The thing of a move is the version that it led to."""
    other = Course.model_validate(COURSE.model_dump(mode="json") | {"version": "7f" * 32})
    before = models.Cohort.objects.get(pk=cast.north.id).course_id
    course_versions.move(cast.north, other, NOW)
    (moved,) = events.matching(Criteria(kinds=[EventKind.COURSE_VERSION_CHANGED]))
    assert moved.event.object == ObjectRef(ObjectKind.COURSE_VERSION, str(courses.keep(other)))
    assert moved.event.details == {"before": str(before)}
