"""The main flow on a network of which every answer is laid down: what is stored, what is judged, in how many steps."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mooc.core.facts.activity import Activity, Content, Kind
from mooc.core.facts.cost import NO_LIMIT, EndpointUsage, Limit
from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.core.facts.questions import Price, Question, RateLimit, Read
from mooc.core.facts.reading import Completeness, PostStatus, Reading
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.values.span import Span
from mooc.services import checking
from mooc.store import models
from tests import histories
from tests.building.classes import START, WEEK, Stage, a_course
from tests.building.networks import only_networks
from tests.building.work import work

HOUR = timedelta(hours=1)
LIVE = {"live_post": {"tag": "{hashtag}", "at_least": 2, "moments": 1}}


class Told:
    """A network that answers as it is told. It stands for any adapter: it fulfils the same Protocol, and the same
    flow runs on the sandbox and on the real Bluesky network in the tests beside this one.

    ``posts``: all that was ever posted. ``trouble``: what every tag search ends with. ``asked``: the questions.
    """

    name = "x"
    reads = (
        Read("tag", frozenset({NeedKind.POSTS}), "tag", Scope.STREAM, Price(100), RateLimit(450, 900), HOUR),
        Read(
            "standing",
            frozenset({NeedKind.STANDING}),
            "",
            Scope.STATE,
            Price(100),
            RateLimit(450, 900),
            24 * HOUR,
            batch=100,
        ),
    )

    def __init__(self) -> None:
        self.posts: list[Activity] = []
        self.trouble: Trouble | None = None
        self.asked: list[Question] = []

    def read(self, question: Question, cursor: str, now: datetime) -> Reading:
        self.asked.append(question)
        if question.read == "standing":
            people = tuple(
                AccountProfile("x", account, f"h{account}", standing=AccountStatus.ACTIVE)
                for account in question.targets
            )
            return Reading(people=people, completeness=Completeness(Span(now, now)), usage=(EndpointUsage("read", 1),))
        if self.trouble:
            return Reading(trouble=self.trouble, cursor=cursor, usage=(EndpointUsage("read", 1),))
        since = datetime.fromisoformat(cursor) if cursor else question.since
        found = tuple(post for post in self.posts if post.at and since <= post.at < now)
        return Reading(
            found,
            completeness=Completeness(Span(since, now)),
            cursor=now.isoformat(),
            usage=(EndpointUsage("read", 1),),
        )

    def find(self, handles: Sequence[str]) -> Mapping[str, AccountProfile]:
        return {}

    def profile(self, account: str) -> AccountProfile:
        return AccountProfile("x", account, "")

    def recognise(self, url: str) -> str | None:
        return None

    def post(self, reference: str, now: datetime) -> Reading:
        return Reading()

    def post_statuses(self, authors: Mapping[str, str], now: datetime, allowance: Limit = NO_LIMIT) -> Reading:
        return Reading(post_statuses=dict.fromkeys(authors, PostStatus.STANDS), usage=(EndpointUsage("read", 1),))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    network = Told()
    only_networks(monkeypatch, network)
    return network


def post(number: int, actor: str, at: datetime, **more: object) -> Activity:
    bare = Activity(
        "x", str(number), Kind.POST, actor, at, at, content=Content(("mooc",), words=5, text_hash=f"h{number}")
    )
    return Activity.of_fields(**(bare.fields() | more))


@pytest.fixture
def stage(db: None, told: Told) -> Stage:
    stage = Stage(a_course(LIVE))
    stage.learner("ada", "11")
    stage.learner("bob", "12")
    return stage


def test_nobody_is_judged_before_the_window_opens(stage: Stage, told: Told) -> None:
    work(START - HOUR)
    assert not models.Verdict.objects.exists()
    assert told.asked == []


def test_who_posted_has_met_and_who_did_not_has_not_yet(stage: Stage, told: Told) -> None:
    told.posts = [post(1, "11", START + HOUR), post(2, "11", START + 2 * HOUR), post(3, "12", START + HOUR)]
    work(START)
    work(START + 3 * HOUR)
    assert stage.answers() == {"ada": "met", "bob": "not_yet"}
    assert models.Receipt.objects.get().member_id == stage.learners["ada"]
    assert models.Member.objects.get(pk=stage.learners["ada"]).points == 10


def test_a_hashtag_of_a_challenges_own_is_seen_as_the_cohorts_is(db: None, told: Told) -> None:
    stage = Stage(a_course({"any": [{"post": {"tag": "Spring"}}, {"post": {"tag": "autumn"}}]}))
    stage.learner("ada", "11")
    stage.learner("bob", "12")
    told.posts = [post(1, "11", START + HOUR, tags=("spring",))]
    work(START)
    work(START + 3 * HOUR)
    assert {question.subject for question in told.asked} == {"spring", "autumn", ""}
    assert stage.answers() == {"ada": "met", "bob": "not_yet"}


def test_one_search_serves_all_learners_and_challenges(stage: Stage, told: Told) -> None:
    for number in range(20, 40):
        stage.learner(f"l{number}", str(number))
    work(START)
    work(START + HOUR)
    assert [question.read for question in told.asked].count("tag") == 2


def test_an_outage_turns_not_yet_into_cant_tell_and_back(stage: Stage, told: Told) -> None:
    work(START)
    work(START + HOUR)
    assert stage.answers() == {"ada": "not_yet", "bob": "not_yet"}
    told.trouble = Trouble(TroubleKind.SERVER_ERROR)
    work(START + 2 * HOUR)
    assert stage.answers() == {"ada": "cant_tell", "bob": "cant_tell"}
    told.trouble = None
    work(START + 3 * HOUR)
    assert stage.answers() == {"ada": "not_yet", "bob": "not_yet"}
    assert histories.answers(stage.learners["ada"]) == ["cant_tell", "not_yet", "cant_tell", "not_yet"]


def test_a_pass_is_not_taken_back_by_an_outage(stage: Stage, told: Told) -> None:
    told.posts = [post(1, "11", START + HOUR), post(2, "11", START + 2 * HOUR)]
    work(START)
    work(START + 3 * HOUR)
    told.trouble = Trouble(TroubleKind.UNREACHABLE)
    work(START + 5 * HOUR)
    assert stage.answers() == {"ada": "met", "bob": "cant_tell"}
    assert models.Receipt.objects.count() == 1


def test_after_the_last_look_at_a_window_nothing_is_asked_any_more(stage: Stage, told: Told) -> None:
    work(START)
    work(START + WEEK)
    asked = len(told.asked)
    work(START + 2 * WEEK)
    assert len(told.asked) == asked
    assert stage.answers() == {"ada": "not_yet", "bob": "not_yet"}


def test_a_dead_worker_leaves_the_watch_to_the_next(stage: Stage, told: Told) -> None:
    work(START)
    due = START + HOUR
    (watch,) = checking.due(due).watches
    from mooc.store.watching import watches  # noqa: PLC0415

    assert watches.claim(watch, due)
    assert checking.collect(watch, due) is None, "somebody holds it"
    models.Watch.objects.filter(pk=watch).update(lease_until=START)
    assert checking.collect(watch, due), "the lease has run out"


def test_a_worker_that_lost_its_lease_stores_nothing(stage: Stage, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    work(START)
    due = START + HOUR
    told.posts = [post(1, "11", START)]
    (watch,) = checking.due(due).watches
    read = told.read

    def stolen(question: Question, cursor: str, now: datetime) -> Reading:
        models.Watch.objects.filter(pk=watch).update(lease_token="00000000-0000-0000-0000-000000000000")
        return read(question, cursor, now)

    monkeypatch.setattr(told, "read", stolen)
    assert checking.collect(watch, due) is None
    assert not models.Activity.objects.exists()
    assert models.Poll.objects.filter(watch=watch).exclude(trouble="lost").count() == 1, "that of the opening"
    assert models.Poll.objects.get(watch=watch, trouble="lost").requests == 1, "what was sent is on the bill"


def test_the_same_reading_twice_adds_nothing(stage: Stage, told: Told) -> None:
    told.posts = [post(1, "11", START), post(2, "11", START)]
    work(START + HOUR)
    models.Watch.objects.filter(read="tag").update(cursor="")
    work(START + 2 * HOUR)
    assert models.Activity.objects.count() == 2
    assert models.Receipt.objects.count() == 1


def test_a_gap_is_shown_not_papered_over(stage: Stage, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    work(START)
    work(START + HOUR)
    read = told.read

    def forgetful(question: Question, cursor: str, now: datetime) -> Reading:
        reading = read(question, cursor, now)
        return replace(reading, completeness=Completeness(Span(now - HOUR, now))) if question.read == "tag" else reading

    monkeypatch.setattr(told, "read", forgetful)
    work(START + 5 * HOUR)
    verdict = models.Verdict.objects.get(member=stage.learners["bob"])
    assert (verdict.answer, verdict.trouble) == ("cant_tell", "gap")


def test_what_one_look_cannot_take_is_no_trouble_and_goes_on_soon(
    stage: Stage, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = told.read

    def half(question: Question, cursor: str, now: datetime) -> Reading:
        return replace(read(question, cursor, now), completeness=Completeness(None), unfinished=True)

    work(START)
    monkeypatch.setattr(told, "read", half)
    models.Watch.objects.update(due_at=START + HOUR)
    before = len(histories.changes())
    for watch in checking.due(START + HOUR).watches:
        checking.collect(watch, START + HOUR)
    rows = models.Watch.objects.values_list("read", "trouble", "attempts", "looked_at", "due_at")
    a_window = timedelta(seconds=900)
    assert {read: tuple(rest) for read, *rest in rows} == {
        "tag": ("", 0, START, START + HOUR + timedelta(minutes=1)),
        "standing": ("", 0, START, START + HOUR + a_window + timedelta(minutes=1)),
    }
    assert (checking.due(START + HOUR).cohorts, len(histories.changes())) == ([], before)


@pytest.mark.parametrize("members", [2, 150])
def test_the_number_of_queries_does_not_grow_with_the_members(
    members: int, db: None, told: Told, django_assert_max_num_queries: object
) -> None:
    stage = Stage(a_course(LIVE))
    for number in range(members):
        stage.learner(f"l{number}", str(100 + number))
    work(START)
    told.posts = [post(number, str(100 + number), START + HOUR) for number in range(members)]
    now = START + 2 * HOUR
    (watch,) = [pk for pk in checking.due(now).watches if models.Watch.objects.get(pk=pk).read == "tag"]
    with django_assert_max_num_queries(40):
        checking.collect(watch, now)
    with django_assert_max_num_queries(40):
        checking.judge_due(stage.cohort.pk, now)


def test_whoever_is_mentioned_is_known_for_who_it_is(db: None, told: Told) -> None:
    stage = Stage(a_course({"post": {"tag": "{hashtag}", "mentions": "cohort"}}))
    for name, account in (("ada", "11"), ("bob", "12"), ("cleo", "13")):
        stage.learner(name, account)
    told.posts = [post(1, "11", START + HOUR, mentions=("12",)), post(2, "13", START + HOUR, mentions=("77",))]
    work(START)
    work(START + 2 * HOUR)
    assert stage.answers() == {"ada": "met", "bob": "not_yet", "cleo": "not_yet"}
