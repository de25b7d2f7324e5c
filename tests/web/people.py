"""A cohort to look at: everybody in it, and what was seen of them. It is Wednesday of the first week."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from mooc.core.course.course import Challenge, Course, Unit
from mooc.core.evidence import codec
from mooc.core.evidence.verdict import Answer, Finding, Line, Mark
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.services.cohorts.cohorts import add_member, create_cohort
from mooc.store import models
from mooc.store.cohorts.cohorts import CohortDetails
from mooc.store.cohorts.members import Membership
from mooc.store.people import people
from mooc.store.people.people import UserProfile
from tests import histories

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
START = datetime(2026, 11, 16, 7, tzinfo=UTC)
PASSWORD = "three circles on paper"
BRIEF = {
    "fr": "Suivez **trois** personnes que vous avez envie d’écouter.\n\n1. Ouvrez la liste.\n2. Choisissez.\n",
    "en": "Follow **three** people whom you would like to hear.\n\n1. Open the list.\n2. Choose.\n",
}


def challenge(name: str, fr: str, en: str, level: str, points: int, check: Mapping[str, Any]) -> Challenge:
    fields = {"challenge": name, "title": {"fr": fr, "en": en}, "level": level, "points": points, "check": check}
    return Challenge.model_validate({**fields, "brief": f"{name}.{{lang}}.md", "briefs": BRIEF})


COURSE = Course(
    course="first-steps",
    title={"fr": "Premiers pas", "en": "First steps"},
    hashtag="premierspas",
    lists=("host", "voices"),
    version="cafe" * 16,
    units=(
        Unit(
            unit="listen",
            title={"fr": "Écouter", "en": "Listen"},
            challenges=(
                challenge(
                    "voices",
                    "Trois voix",
                    "Three voices",
                    "easy",
                    10,
                    {"follow": {"at_least": 3, "of": {"list": "voices"}}},
                ),
                challenge(
                    "answer", "Répondre à quelqu’un", "Answer someone", "medium", 20, {"reply": {"to": "anyone"}}
                ),
                challenge("hello", "Dire bonjour", "Say hello", "easy", 10, {"post": {"tag": "{hashtag}"}}),
            ),
        ),
        Unit(
            unit="tell",
            title={"fr": "Raconter", "en": "Tell"},
            challenges=(
                challenge(
                    "relay", "Trouver un relais", "Find a relay", "hard", 30, {"relay": {"by": "outside_cohort"}}
                ),
            ),
        ),
    ),
)


class Cast(NamedTuple):
    """The people of the cohort."""

    cohort: CohortDetails
    learner: UserProfile
    mentor: UserProfile
    facilitator: UserProfile
    ada: Membership
    others: list[Membership]


def person(name: str, language: str = "fr") -> UserProfile:
    return people.create(f"{name.lower()}@example.org", name, PASSWORD, language=language, zone="Europe/Paris")


def _lines(have: int) -> tuple[Line, ...]:
    names = ("did:voice1", "did:voice2", "did:voice3")
    marks = [(Mark.COUNTS, "follow.yes") if n < have else (Mark.DOES_NOT_COUNT, "follow.no") for n in range(3)]
    lines = [Line(mark, word, {"target": name}) for (mark, word), name in zip(marks, names, strict=True)]
    word = "follow.enough" if have >= 3 else "follow.expected"
    return (*lines, Line(Mark.SUMMARY, word, {"have": have, "want": 3, "missing": 3 - have}))


def finding(answer: Answer) -> Finding:
    """What was seen: two of three, all three, or nothing for want of an answer."""
    if answer is Answer.CANT_TELL:
        trouble = Trouble(TroubleKind.UNREACHABLE, NOW + timedelta(minutes=35))
        line = Line(Mark.UNKNOWN, "trouble.unreachable", {"next": (NOW + timedelta(minutes=35)).isoformat()})
        return Finding(answer, (line,), trouble=trouble)
    return Finding(answer, _lines(3 if answer is Answer.MET else 2), as_of=NOW - timedelta(minutes=10))


def judged(member: int, name: str, answer: Answer) -> None:
    """A verdict stands, with its history and, if it is met, its receipt."""
    found = finding(answer)
    at = NOW - timedelta(minutes=8)
    models.Verdict.objects.update_or_create(
        member_id=member,
        challenge=name,
        defaults={
            "answer": answer.value,
            "trouble": found.trouble.kind.value if found.trouble else "",
            "as_of": found.as_of,
            "judged_at": at,
            "rule": "follow/1",
            "course_version": COURSE.version,
            "finding": codec.finding_to_json(found),
            "settled": answer is Answer.MET,
            "judged_version": 1,
        },
    )
    histories.enter(member, name, START + timedelta(hours=9), "not_yet")
    histories.enter(member, name, at, answer.value, found.trouble.kind if found.trouble else "")
    if answer is Answer.MET:
        body = {"facts": [{"url": "https://bsky.app/profile/ada.example/post/3k2a"}], "made_at": at.isoformat()}
        models.Receipt.objects.get_or_create(
            member_id=member, challenge=name, defaults={"made_at": at, "body": body, "digest": "5e" * 32, "points": 10}
        )
        models.Member.objects.filter(pk=member).update(points=10)


def linked(user: int, handle: str) -> None:
    """The person has an account on Bluesky, and shows it to the twinome."""
    models.Account.objects.create(
        network="bluesky", external_id=f"did:{handle}", handle=handle, user_id=user, linked_at=START, proof="code",
        consent="1", shared_with_twinome=True,
    )  # fmt: skip


def enter_cast(others: int = 2) -> Cast:
    """Ada (learner), Maud (mentor), Fanny (facilitator) and ``others``, the first two of them in Ada's twinome."""
    learner, mentor, facilitator = person("Ada"), person("Maud"), person("Fanny")
    cohort = create_cohort(
        COURSE, name="spring", title="Premiers pas, automne", start=START, zone="Europe/Paris", networks=["bluesky"],
        lists={"bluesky": {"host": ["did:host"], "voices": ["did:voice1", "did:voice2", "did:voice3"]}},
        facilitator=facilitator.id, now=START,
    )  # fmt: skip
    for name in ("host", "voice1", "voice2", "voice3"):
        models.Account.objects.create(network="bluesky", external_id=f"did:{name}", handle=f"{name}.example")
    ada = add_member(cohort.id, learner.id, "learner", START, languages=["fr"], offers=["photo"], wants=["code"])
    guide = add_member(cohort.id, mentor.id, "mentor", START)
    linked(learner.id, "ada.example")
    rest = [_other(cohort, n) for n in range(others)]
    for name, answer in zip(("voices", "answer", "hello"), (Answer.MET, Answer.NOT_YET, Answer.CANT_TELL), strict=True):
        judged(ada.id, name, answer)
    models.Mentoring.objects.create(mentor_id=guide.id, learner_id=ada.id)
    models.Mentoring.objects.bulk_create(models.Mentoring(mentor_id=guide.id, learner_id=one.id) for one in rest)
    twinome = models.Twinome.objects.create(
        cohort_id=cohort.id, made_at=START,
        why=[
            {"word": "language.shared", "values": {"language": "fr"}},
            {"word": "barter.offers", "values": {"who": str(ada.id), "skill": "photo", "to": str(rest[0].id)}},
        ],
    )  # fmt: skip
    for member in (ada, *rest[:2]):
        models.TwinomeMember.objects.create(twinome=twinome, member_id=member.id)
    return Cast(cohort, learner, mentor, facilitator, ada, rest)


NAMES = ("Bao", "Zoé", "Éloïse", "Max", "Inès", "Teo", "Lou", "Sacha")


def _other(cohort: CohortDetails, n: int) -> Membership:
    name = NAMES[n] if n < len(NAMES) else f"Apprenant {n}"
    one = models.User.objects.create(email=f"other{n}@example.org", name=name, language="fr", zone="Europe/Paris")
    member = add_member(cohort.id, one.pk, "learner", START)
    linked(one.pk, f"other{n}.example")
    for shift, challenge_name in enumerate(("voices", "answer", "hello")):
        judged(member.id, challenge_name, list(Answer)[(n + shift) % 3])
    return member
