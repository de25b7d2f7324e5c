"""A fixed cast, each with stated rights: two cohorts of the same shape, and an open one. Every name is a canary.

Ada is the owner of what is asked for. Bea and Cleo are in her twinome; Dan and Eve are her peers in another. Max is
her mentor, Nina mentors nobody. Fay facilitates. Oscar learns and Fred facilitates in the other cohort. Rosa is the
site's admin. All of them are made up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mooc.core.course.course import Course
from mooc.core.evidence import codec
from mooc.core.evidence.verdict import Answer, Finding, Line, Mark
from mooc.core.facts.profiles import AccountProfile
from mooc.services.accounts import account_linking
from mooc.services.cohorts.cohorts import add_member, create_cohort
from mooc.services.people import api_keys
from mooc.store import models
from mooc.store.attestation import meetings
from mooc.store.cohorts.cohorts import CohortDetails
from mooc.store.people import people, tokens
from mooc.store.people.people import UserProfile
from mooc.store.policy.relations import Actor
from tests import histories

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
START = datetime(2026, 11, 16, 7, tzinfo=UTC)

ROLES: Mapping[str, str] = {
    "ME": "ada", "PE": "dan", "OC": "oscar", "TW": "bea", "M+": "max",
    "M-": "nina", "FA": "fay", "FX": "fred", "AD": "rosa",
}  # fmt: skip
"""Column of the permission matrix → who stands for it; AN stands for nobody."""


def _challenge(name: str, check: Mapping[str, object]) -> Mapping[str, object]:
    return {"challenge": name, "title": {"en": name, "fr": name}, "brief": f"{name}.md", "check": check}


COURSE = Course.model_validate(
    {
        "course": "small",
        "title": {"en": "Small", "fr": "Petit"},
        "hashtag": "small",
        "version": "5" * 64,
        "units": [
            {
                "unit": "one",
                "title": {"en": "One", "fr": "Un"},
                "challenges": [
                    _challenge("follow", {"follow": {"of": "host"}}),
                    _challenge("post", {"post": {"tag": "small"}}),
                ],
            }
        ],
    }
)


@dataclass(frozen=True)
class Cast:
    """Everybody by first name, and the rows that the tests ask for."""

    people: Mapping[str, UserProfile]
    members: Mapping[str, int]
    north: CohortDetails
    south: CohortDetails
    open: CohortDetails
    twinome: int
    mentoring: int
    confirmation: int
    review: int
    account: int
    token: int
    keys: Mapping[str, str]
    invitation: str
    invitation_row: int

    def actor(self, name: str, now: datetime = NOW) -> Actor:
        """The person as one who asks."""
        return people.actor(self.people[name].id, now)


def _cohort(name: str, facilitator: UserProfile | None, public: bool = False) -> CohortDetails:
    return create_cohort(
        COURSE, name=name, title=f"cnry-{name}", start=START, zone="Europe/Paris", networks=["bluesky"],
        facilitator=facilitator.id if facilitator else None, is_public=public, now=START,
    )  # fmt: skip


def _twinome(cohort: CohortDetails, *members: int) -> int:
    row = models.Twinome.objects.create(cohort_id=cohort.id, made_at=START, why=[{"word": "hours.same", "values": {}}])
    models.TwinomeMember.objects.bulk_create(models.TwinomeMember(twinome=row, member_id=one) for one in members)
    return row.pk


def judged(member: int, challenge: str, answer: Answer) -> None:
    """A verdict stands, with its history; if it is met, with a receipt."""
    line = Line(Mark.SUMMARY, "follow.expected", {"want": 1, "have": 0, "who": "did:ada"})
    found = codec.finding_to_json(Finding(answer, (line,), as_of=NOW))
    models.Verdict.objects.create(
        member_id=member, challenge=challenge, answer=answer, as_of=NOW, judged_at=NOW, rule="follow/1", finding=found,
        settled=answer is Answer.MET, judged_version=1,
    )  # fmt: skip
    histories.enter(member, challenge, NOW, answer)
    if answer is Answer.MET:
        models.Receipt.objects.create(
            member_id=member, challenge=challenge, made_at=NOW, body={"facts": []}, digest="5e" * 32, points=10
        )


def _reviews(members: Mapping[str, int]) -> int:
    """Ada's follow waits for the eyes of a peer; of her post another try was asked for."""
    fields = {"member_id": members["ada"], "kind": "peer", "asked_at": NOW}
    models.Review.objects.create(
        **fields, challenge="post", answer="again", comment="more!", by_id=members["max"], answered_at=NOW
    )
    return models.Review.objects.create(**fields, challenge="follow").pk


def enter() -> Cast:
    """Let the whole cast come in."""
    names = ("ada", "bea", "cleo", "dan", "eve", "max", "nina", "fay", "oscar", "olga", "fred", "rosa")
    found = {
        name: people.create(f"{name}@cast.example", f"cnry-{name}", admin=name == "rosa", zone="Europe/Paris")
        for name in names
    }
    north, south = _cohort("north", found["fay"]), _cohort("south", found["fred"])
    members = {
        name: add_member(cohort.id, found[name].id, role, START, languages=["fr"]).id
        for cohort, role, those in (
            (north, "learner", ("ada", "bea", "cleo", "dan", "eve")),
            (north, "mentor", ("max", "nina")),
            (south, "learner", ("oscar", "olga")),
        )
        for name in those
    }
    twinome = _twinome(north, members["ada"], members["bea"], members["cleo"])
    _twinome(north, members["dan"], members["eve"])
    _twinome(south, members["oscar"], members["olga"])
    mentoring = models.Mentoring.objects.create(mentor_id=members["max"], learner_id=members["ada"]).pk
    profile = AccountProfile("bluesky", "did:ada", "cnry-ada.example")
    account = account_linking.link(found["ada"].id, profile, "code", "2026-11", START)
    models.Account.objects.filter(pk=account.id).update(shared_with_twinome=True)
    for name in ("ada", "bea", "dan", "oscar"):
        judged(members[name], "follow", Answer.MET)
        judged(members[name], "post", Answer.NOT_YET)
    models.PastedLink.objects.create(
        member_id=members["ada"], challenge="post", url="https://cnry-ada.example/p/1", pasted_at=NOW
    )
    meetings.keep(people.actor(found["eve"].id, NOW), north.id, "23456789", NOW + timedelta(days=36_500))
    confirmation = models.Confirmation.objects.create(
        member_id=members["ada"], by_id=members["bea"], challenge="post", url="https://cnry-ada.example/p/1", at=NOW
    ).pk
    review = _reviews(members)
    made = {name: api_keys.make(person.id, f"cnry-{name}", timedelta(days=1)) for name, person in found.items()}
    secret = "an invitation to the north"
    invitation = models.Invitation.objects.create(
        cohort_id=north.id,
        role="learner",
        digest=tokens.digest(secret),
        uses=50,
        expires_at=datetime.now(UTC) + timedelta(days=1),
    )
    return Cast(
        found, members, north, south, _cohort("open", None, public=True), twinome, mentoring, confirmation, review,
        account.id, made["ada"][0].id, {name: key for name, (_token, key) in made.items()}, secret,
        invitation.pk,
    )  # fmt: skip
