"""A trial asks what the judge needs, once, and knows what it has seen."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from mooc.commands.dry_run import run
from mooc.core.checks import check_from_words
from mooc.core.course.course import Challenge
from mooc.core.engine.dry_run import audience_names, dry_run_classroom
from mooc.core.engine.engine import Engine, PairKey, PendingQuestion
from mooc.core.evidence.scene import OwnAccount
from mooc.core.evidence.verdict import Answer, Finding
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Edge, Reading
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.values.span import Span
from mooc.networks.bluesky.capabilities import read_table as bluesky_table
from mooc.networks.x.capabilities import read_table as x_table
from tests.core.situations import ADA, NOON, OPENS, WEEK, post

TABLES = {"x": x_table(), "bluesky": bluesky_table(timedelta(0), 100, None)}
SEEN = Span(WEEK.start, NOON)


class Silent:
    """A network that must not be asked."""

    def read(self, question: Question, cursor: str, now: datetime) -> Reading:
        raise AssertionError(question)


class Trial:
    """A trial that is driven by hand: all its questions get one answer at a time."""

    def __init__(self, check: dict[str, Any], account: OwnAccount = ADA, **people: tuple[str, ...]) -> None:
        challenge = Challenge(challenge="c", title={"en": "C"}, brief="c.md", check=check_from_words(check))
        classroom = dry_run_classroom(challenge, account, WEEK, TABLES, "mooc", people)
        self.engine = Engine(classroom, standing_at={(account.network, account.id): NOON})
        self.engine.judge(NOON)

    @property
    def finding(self) -> Finding:
        return self.engine.judgements[PairKey("ada", "c")].verdict.finding

    @property
    def questions(self) -> list[PendingQuestion]:
        """All but whether the account can be read: that was looked up."""
        return [one for one in self.engine.questions(NOON) if one.read.needs != {NeedKind.STANDING}]

    @property
    def asked(self) -> list[tuple[str, str, tuple[str, ...]]]:
        return [(one.question.read, one.question.subject, one.question.targets) for one in self.questions]

    def answer(self, **parts: Any) -> "Trial":
        """Let every question of now have this answer."""
        for one in self.questions:
            self.engine.take(one, Reading(**parts), NOON)
        for one in self.engine.questions(NOON):
            if one.read.needs == {NeedKind.STANDING}:
                self.engine.take(one, Reading(completeness=Completeness(Span(NOON, NOON))), NOON)
        self.engine.judge(NOON)
        return self


def relayed() -> Trial:
    """Two posts were found; who has passed them on is not known yet."""
    trial = Trial({"relay": {"kinds": ["repost"], "tag": "{hashtag}"}})
    assert [read for read, *_ in trial.asked] == ["search_tag"]
    return trial.answer(
        completeness=Completeness(SEEN), activities=(post("7", OPENS), post("8", OPENS), post("9", actor="zoe"))
    )


def test_a_follow_is_one_question_about_one_account() -> None:
    check, seen = {"follow": {"of": "host"}}, Span(NOON, NOON)
    first = Trial(check, host=("99",))
    assert first.finding.answer is Answer.CANT_TELL
    assert first.asked == [("followers", "99", ("ada",))]
    met = Trial(check, host=("99",)).answer(
        completeness=Completeness(seen), edges=(Edge("ada", "99"), Edge("zoe", "99"))
    )
    assert (met.finding.answer, met.asked) == (Answer.MET, [])
    missing = Trial(check, host=("99",)).answer(completeness=Completeness(seen), edges=(Edge("zoe", "99"),))
    assert (missing.finding.answer, missing.asked) == (Answer.NOT_YET, [])


def test_what_failed_is_not_asked_again_and_is_not_absent() -> None:
    failed = Trial({"follow": {"of": "host"}}, host=("99",)).answer(trouble=Trouble(TroubleKind.SERVER_ERROR))
    assert (failed.finding.answer, failed.asked) == (Answer.CANT_TELL, [])
    assert failed.finding.trouble == Trouble(TroubleKind.SERVER_ERROR)


def test_who_passed_on_is_asked_about_the_posts_that_were_found() -> None:
    assert relayed().finding.answer is Answer.CANT_TELL
    assert relayed().asked == [("relays", "", ("7", "8"))]
    nobody = relayed().answer(
        completeness=Completeness(items=frozenset({"7", "8"}), moment=NOON, listed=frozenset({"7", "8"}))
    )
    assert (nobody.finding.answer, nobody.asked) == (Answer.NOT_YET, [])
    half = relayed().answer(completeness=Completeness(items=frozenset({"7"}), moment=NOON, listed=frozenset({"7"})))
    assert (half.finding.answer, half.asked) == (Answer.CANT_TELL, [])
    passed = relayed().answer(
        completeness=Completeness(items=frozenset({"7", "8"}), moment=NOON), edges=(Edge("zoe", "7", "ada"),)
    )
    assert (passed.finding.answer, passed.asked) == (Answer.MET, [])


def test_who_is_of_the_twinome_is_what_one_is_told() -> None:
    reply = post("7", reply_to="p", reply_to_author="bob")
    alone = Trial({"reply": {"to": "twinome"}}).answer(completeness=Completeness(SEEN), activities=(reply,))
    assert alone.finding.answer is Answer.NOT_YET
    told = Trial({"reply": {"to": "twinome"}}, twinome=("bob",)).answer(
        completeness=Completeness(SEEN), activities=(reply,)
    )
    assert told.finding.answer is Answer.MET


def test_an_account_that_cannot_be_read_is_not_asked_about() -> None:
    hidden = ADA._replace(standing=AccountStatus.PROTECTED)
    challenge = Challenge(challenge="c", title={"en": "C"}, brief="c.md", check=check_from_words({"post": {}}))
    tried = run(Silent(), dry_run_classroom(challenge, hidden, WEEK, TABLES, "mooc"), NOON, {})  # type: ignore[arg-type]
    assert (tried.reads, tried.verdict.finding.trouble) == ([], Trouble(TroubleKind.PROTECTED))


@pytest.mark.parametrize(
    ("check", "meant"),
    [
        ({"follow": {"of": "host"}}, ["host"]),
        ({"follow": {"of": {"list": "voices"}}}, ["voices"]),
        ({"reply": {"to": "twinome"}}, ["twinome"]),
        ({"relay": {"by": "outside_cohort"}}, []),
        ({"post": {"tag": "cohort"}}, []),
        (
            {"any": [{"reply": {"to": "mentors"}}, {"all": [{"follow": {"of": "host"}}, {"post": {}}]}]},
            ["mentors", "host"],
        ),
    ],
)
def test_whom_a_rule_speaks_of(check: dict[str, Any], meant: list[str]) -> None:
    assert list(audience_names(check_from_words(check))) == meant
