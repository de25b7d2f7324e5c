"""Forecast: what a course will ask of a network and cost, before it starts.

    check ── a made-up learner's scene ──▶ needs ── read_for, key_of ──▶ questions ── costing ──▶ requests, dollars

The needs come from the checks themselves, the questions and their timetable from the functions by which the engine
plans (``mooc.core.planning.plan``), figures from the network's table. What is assumed of the learners is in
``Assumptions``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import ceil

from mooc.core.checks.base import Check
from mooc.core.checks.combining import leaf_checks
from mooc.core.course.course import Challenge, Course, Run
from mooc.core.course.schedule import windows
from mooc.core.evidence.scene import ActivityLog, OwnAccount, Scene
from mooc.core.evidence.text_features import FIGURE, THANKS
from mooc.core.facts.activity import Activity, Content, Kind, References
from mooc.core.facts.cost import Cost
from mooc.core.facts.hashtags import asked_as
from mooc.core.facts.needs import Need, NeedKind
from mooc.core.facts.questions import Read
from mooc.core.forecast.retention_costs import RetainedPosts, retention_cost
from mooc.core.forecast.watch_costs import WatchLoad, count_posts_read, minimum_cost, watch_cost
from mooc.core.planning.plan import WatchKey, covers, key_of, read_for
from mooc.core.push import CHECK_INTERVAL
from mooc.core.spending.costs import Assumptions, Bill, ChallengeForecast, Forecast, NaiveRate, PriceList, QuestionLoad
from mooc.core.values.span import Span

__all__ = [
    "Assumptions",
    "Bill",
    "ChallengeForecast",
    "Cost",
    "Forecast",
    "NaiveRate",
    "PriceList",
    "QuestionLoad",
    "forecast",
]

_FIGURES = (f"{FIGURE}1|one|2026",)
START = datetime(2026, 1, 5, tzinfo=UTC)
SAMPLE_WEEK = Span(START, START + timedelta(days=7))
LEARNER = "learner"
_OF_POSTS = (NeedKind.REPOSTS, NeedKind.QUOTES, NeedKind.ANSWERS)
_FOLLOWS = frozenset({NeedKind.FOLLOWS, NeedKind.UNFOLLOWS})
_OWN_POSTS = frozenset({NeedKind.POSTS, NeedKind.REPLIES})


def forecast(
    course: Course, tariff: PriceList, learners: int, assumed: Assumptions | None = None, *, stream: bool = False
) -> Forecast:
    """What ``learners`` learners of the course cost on the network of that tariff. ``stream``: its stream is listened
    to. Pure."""
    assumed = assumed or Assumptions()
    spans = windows(course, Run(start=START, zone="UTC"))
    speaks = tariff.speaks if stream else frozenset()
    estimator = _Estimator(tariff, learners, assumed, asked_as(course.hashtag), speaks)
    challenges = tuple(estimator.challenge(challenge, spans[challenge.challenge]) for challenge in course.challenges())
    post_usd = min((read.price.usd for read in tariff.reads if NeedKind.POSTS in read.needs), default=Decimal(0))
    texts = retention_cost(estimator.retained, tariff.texts, post_usd)
    total = Bill(planned=texts)
    for challenge in challenges:
        total = total.plus(challenge.bill)
    length = max((span.end for span in spans.values()), default=START) - START
    weeks = max(1, ceil(length / timedelta(days=7)))
    return Forecast(course.course, tariff.network, learners, tariff.read_on, assumed, challenges, total, texts, weeks)


@dataclass
class _Estimator:
    """Goes through the challenges in their order. ``speaks``: for what a stream speaks; ``windows``: over which windows
    each question is asked anyhow; ``retained``: the learners' posts that were read."""

    tariff: PriceList
    learners: int
    assumed: Assumptions
    hashtag: str
    speaks: frozenset[NeedKind] = frozenset()
    windows: dict[WatchKey, tuple[Span, ...]] = field(default_factory=dict)
    retained: list[RetainedPosts] = field(default_factory=list)

    def challenge(self, challenge: Challenge, window: Span) -> ChallengeForecast:
        """The challenge's part."""
        hours = max(1, ceil((window.end - window.start).total_seconds() / 3600))
        name, check = challenge.challenge, challenge.check
        needs_by_leaf = [
            (leaf, sample_needs(leaf, self.tariff.network, window, self.hashtag)) for leaf in leaf_checks(check)
        ]
        all_needs = [need for _, needs in needs_by_leaf for need in needs]
        lacking = {need.kind for need in all_needs if not read_for(need, self._tables)}
        if lacking:
            why = f"{self.tariff.network} shows nobody: {', '.join(sorted(lacking))}"
            return ChallengeForecast(name, check.name, hours, (), Bill(), why)
        planned, least, question_loads = Cost(), Cost(), []
        for leaf, needs in needs_by_leaf:
            for question_load, least_of_question in self._questions(leaf, needs, window):
                question_loads.append(question_load)
                planned, least = planned.plus(question_load.cost), least.plus(least_of_question)
        naive, days = Cost(), ceil(hours / 24)
        for kind in sorted({need.kind for need in all_needs}):  # what asking about each learner hourly takes
            if rate := self.tariff.naive.get(kind):
                billed = self.learners * days * rate.rows
                naive = naive.plus(Cost(self.learners * hours * rate.requests, billed * rate.usd))
        return ChallengeForecast(name, check.name, hours, tuple(question_loads), Bill(planned, naive, least))

    @property
    def _tables(self) -> Mapping[str, Sequence[Read]]:
        return {self.tariff.network: self.tariff.reads}

    def _questions(self, leaf: Check, needs: Sequence[Need], window: Span) -> Iterator[tuple[QuestionLoad, Cost]]:
        """Each kind of question that these needs lead to, once, and the least that any plan could ask for it."""
        needs_by_read: dict[Read, list[Need]] = {}
        for need in needs:
            if read := read_for(need, self._tables):
                needs_by_read.setdefault(read, []).append(need)
        for read, needs_of_read in needs_by_read.items():
            load = self._load(leaf, read, needs_of_read, window)
            first = needs_of_read[0]
            if read.asks_once:
                subject = "posts that the learners answered"
            elif read.per_item or (first.kind in _OF_POSTS and read.by == "object"):
                subject = "posts of the learners"
            else:
                subjects = {"tag": f"#{first.tag}", "actor": "each learner", "object": first.object, "": "all learners"}
                subject = subjects[read.by]
            why = self._why(leaf, read, needs_of_read, window)
            question_load = QuestionLoad(read.name, subject, load.number, watch_cost(read, load, self.assumed), why)
            if read.needs & _OWN_POSTS:
                self.retained.append(RetainedPosts(count_posts_read(read, load, self.assumed), window))
            yield question_load, minimum_cost(read, load)
            key = self._key(read, first)
            self.windows[key] = tuple(dict.fromkeys((*self.windows.get(key, ()), window)))

    def _key(self, read: Read, need: Need) -> WatchKey:
        of_post = read.by == "object" and need.kind in _OF_POSTS
        return WatchKey(need.network, read.name, "each post") if of_post else key_of(need, read)

    def _load(self, leaf: Check, read: Read, needs: Sequence[Need], window: Span) -> WatchLoad:
        """How many such questions, and what there is to be seen."""
        of_posts = any(need.kind in _OF_POSTS for need in needs)
        deeds = ceil(self.learners * self.assumed.share) * _at_least(leaf)
        items = self.learners * _at_least(leaf) if of_posts else 0
        subjects = len({key_of(need, read) for need in needs})
        number = self.learners if read.by == "actor" else items if of_posts and read.by == "object" else subjects
        results = deeds + self.assumed.strangers * subjects if read.needs & _FOLLOWS else deeds
        asked_before = self.windows.get(self._key(read, needs[0]), ())
        spans = tuple(dict.fromkeys((*asked_before, window)))
        by_stream = read.by == "actor" and read.needs <= self.speaks
        return WatchLoad(number, self.learners, results, items, spans, asked_before, by_stream)

    def _why(self, leaf: Check, read: Read, needs: Sequence[Need], window: Span) -> str:
        """Why this read: what makes it cheap; those before it in the table do not fit, those after it cost more."""
        load = self._load(leaf, read, needs, window)
        if load.by_stream:
            hours = CHECK_INTERVAL // timedelta(hours=1)
            manner = f"stream, checked each {hours} h: a look when it tells of a post, and as the window opens and ends"
        elif NeedKind.STANDING in read.needs:
            manner = "asked when a window has closed, of those who lack something; a post that is seen says as much"
        elif read.asks_once:
            manner = f"each once, {read.batch} in a request"
        elif read.per_item:
            manner = f"the counts of {read.batch} posts in a request, then only those that have changed"
        else:
            manner = "one question for all" if load.number == 1 else "the only read that shows it"
        reasons, place = [manner], self.tariff.reads.index(read)
        for alternative in self.tariff.reads:
            of_none = not any(need.kind in alternative.needs for need in needs)
            if alternative is read or alternative.on_demand or of_none:
                continue
            name = alternative.name
            if not all(covers(alternative, need) for need in needs):
                reasons.append(f"{name} needs a {alternative.by}" if alternative.by else f"{name} does not show it all")
            elif self.tariff.reads.index(alternative) > place:
                dearer = watch_cost(alternative, self._load(leaf, alternative, needs, window), self.assumed)
                reasons.append(f"{name} would take {dearer.requests:,} requests and ${dearer.usd:,.2f}")
        return "; ".join(reasons)


def _at_least(leaf: Check) -> int:
    return int(getattr(leaf, "at_least", 1))


def sample_needs(leaf: Check, network: str, window: Span, hashtag: str) -> tuple[Need, ...]:
    """What must have been seen of a learner: before anything was done, and after posts were written that others are to
    pass on or to answer, one of them an answer to somebody else, who says thank you."""
    needs_at_first = leaf.find(_scene(leaf, network, window, hashtag, ())).needs
    tags = tuple(dict.fromkeys((hashtag, *(need.tag for need in needs_at_first if need.tag))))
    content = Content(tags, words=20)
    post = Activity(
        network, "post", Kind.POST, LEARNER, window.start, window.start, content=content._replace(marks=_FIGURES)
    )
    answer = post._replace(key="answer", references=References("asked", "somebody", "asked"), content=content)
    thanks = Activity(
        network, "thanks", Kind.POST, "somebody", window.start, window.start,
        references=References("answer", LEARNER, "asked"), content=content._replace(marks=(THANKS,)),
    )  # fmt: skip
    needs = leaf.find(_scene(leaf, network, window, hashtag, (post, answer, thanks))).needs
    return tuple(dict.fromkeys((*needs_at_first, *needs)))


def _scene(leaf: Check, network: str, window: Span, hashtag: str, facts: Sequence[Activity]) -> Scene:
    account = OwnAccount(network, LEARNER, LEARNER, window.start)
    lists = _Everybody(_at_least(leaf) if leaf.name in ("follow", "unfollow") else 1)
    return Scene(LEARNER, (account,), window, window.start, ActivityLog(facts), hashtag, lists)


class _Everybody(dict[tuple[str, str], tuple[str, ...]]):
    """Whoever is on a list: as many as must be followed."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def get(self, key: tuple[str, str], default: object = ()) -> tuple[str, ...]:
        name = key[1]
        return (name,) if self._size == 1 else tuple(f"{name} {n}" for n in range(1, self._size + 1))
