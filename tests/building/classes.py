"""A cohort, set down in the tables directly: a course, members, linked accounts, a twinome."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from mooc.core.course.course import Course
from mooc.store import models
from mooc.store.courses import courses
from mooc.store.people import people
from mooc.store.policy.relations import Actor

START = datetime(2026, 11, 2, tzinfo=UTC)
WEEK = timedelta(days=7)


def a_course(*checks: Mapping[str, Any], pace: str = "self_paced") -> Course:
    """A course of one unit with a challenge for each check, named ``c1``, ``c2``, …"""
    challenges = [
        {"challenge": f"c{number}", "title": {"en": f"Challenge {number}"}, "brief": "brief.md", "check": check}
        for number, check in enumerate(checks, 1)
    ]
    unit = {"unit": "one", "title": {"en": "One"}, "challenges": challenges}
    body: dict[str, Any] = {"course": "test", "title": {"en": "Test"}, "hashtag": "mooc", "pace": pace, "units": [unit]}
    return Course.model_validate(body | {"version": f"{abs(hash(repr(body))):064d}"})


class Stage:
    """One cohort and its people. ``learners``: name → member id; accounts have the ids that they are given."""

    def __init__(self, course: Course, start: datetime = START, network: str = "x", host: str = "99") -> None:
        self.network = network
        self.learners: dict[str, int] = {}
        self.cohort = models.Cohort.objects.create(
            name=f"cohort-{models.Cohort.objects.count()}",
            title="A cohort",
            course_id=courses.keep(course),
            start=start,
            zone="UTC",
            hashtag="mooc",
            networks=[network],
            lists={network: {"host": [host]}},
            advance_at=start,
        )

    def learner(self, name: str, account: str, linked_at: datetime | None = None) -> int:
        """A learner with a linked account."""
        user = models.User.objects.create(email=f"{name}@example.org", name=name)
        models.Account.objects.update_or_create(
            network=self.network,
            external_id=account,
            defaults={"handle": name, "user": user, "linked_at": linked_at or self.cohort.start, "proof": "test"},
        )
        member = models.Member.objects.create(cohort=self.cohort, user=user, role="learner", joined_at=START)
        self.learners[name] = member.pk
        return member.pk

    def crowd(self, size: int) -> list[str]:
        """That many more learners, in a few statements; returns their accounts."""
        ids = [str(number) for number in range(100_000, 100_000 + size)]
        users = models.User.objects.bulk_create(models.User(email=f"{pk}@example.org", name=pk) for pk in ids)
        models.Account.objects.bulk_create(
            models.Account(network="x", external_id=pk, handle=pk, user=user, linked_at=self.cohort.start)
            for pk, user in zip(ids, users, strict=True)
        )
        models.Member.objects.bulk_create(
            models.Member(cohort=self.cohort, user=user, role="learner", joined_at=START) for user in users
        )
        return ids

    def staff(self, role: str, name: str, email: str = "", **user: Any) -> models.Member:
        """A mentor or facilitator."""
        person = models.User.objects.create(email=email or f"{name}@example.org", name=name, **user)
        return models.Member.objects.create(cohort=self.cohort, user=person, role=role, joined_at=START)

    def twinome(self, *names: str) -> None:
        """These learners go together."""
        twinome = models.Twinome.objects.create(cohort=self.cohort, made_at=START)
        models.TwinomeMember.objects.bulk_create(
            models.TwinomeMember(twinome=twinome, member_id=self.learners[name]) for name in names
        )

    def actor(self, name: str, now: datetime) -> Actor:
        """Who that learner is to the policy."""
        return people.actor(models.Member.objects.get(pk=self.learners[name]).user_id, now)

    def answer(self, name: str, challenge: str = "c1") -> str:
        """The verdict that stands."""
        return models.Verdict.objects.get(member=self.learners[name], challenge=challenge).answer

    def answers(self, challenge: str = "c1") -> dict[str, str]:
        """The verdicts that stand, by name."""
        return {name: self.answer(name, challenge) for name in self.learners}
