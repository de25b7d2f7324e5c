"""Forecast: what a course will ask of a network and cost, before it starts.

    check ── a made-up learner's scene ──▶ needs ── read_for, key_of ──▶ questions ── costing ──▶ requests, dollars

The needs come from the checks themselves, the questions and their timetable from the functions by which the engine
plans (``mooc.core.planning.plan``), figures from the network's table. What is assumed of the learners is in
``Assumptions``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import ceil

from mooc.core.checks.base import Check
from mooc.core.checks.combining import leaves
from mooc.core.course.course import Challenge, Course, Run
from mooc.core.course.schedule import windows
from mooc.core.evidence.scene import Log, OwnAccount, Scene
from mooc.core.evidence.text_features import FIGURE, THANKS
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.cost import Cost
from mooc.core.facts.hashtags import asked_as
from mooc.core.facts.network import Need, NeedKind, Read
from mooc.core.forecast.retention_costs import RetainedPosts, texts_cost
from mooc.core.forecast.watch_costs import Load, cost, floor, posts_read
from mooc.core.planning.plan import WatchKey, covers, key_of, read_for
from mooc.core.push import CHECKED
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
SOME_WEEK = Span(START, START + timedelta(days=7))
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
    reckoning = _Reckoning(
        tariff, learners, assumed, asked_as(course.hashtag), tariff.speaks if stream else frozenset()
    )
    challenges = tuple(reckoning.planned(challenge, spans[challenge.challenge]) for challenge in course.challenges())
    texts = texts_cost(reckoning.kept, tariff.texts, _post_usd(tariff))
    total = Bill(ours=texts)
    for one in challenges:
        total = total.plus(one.bill)
    length = max((span.end for span in spans.values()), default=START) - START
    weeks = max(1, ceil(length / timedelta(days=7)))
    return Forecast(course.course, tariff.network, learners, tariff.asof, assumed, challenges, total, texts, weeks)


def _post_usd(tariff: PriceList) -> Decimal:
    return min((read.usd for read in tariff.reads if NeedKind.POSTS in read.needs), default=Decimal(0))


@dataclass
class _Reckoning:
    """Goes through the challenges in their order. ``asked``: over which windows each question is asked anyhow;
    ``kept``: the learners' posts that were read; ``speaks``: for what a stream speaks."""

    tariff: PriceList
    learners: int
    assumed: Assumptions
    hashtag: str
    speaks: frozenset[NeedKind] = frozenset()
    asked: dict[WatchKey, tuple[Span, ...]] = field(default_factory=dict)
    kept: list[RetainedPosts] = field(default_factory=list)

    def planned(self, challenge: Challenge, window: Span) -> ChallengeForecast:
        """The challenge's part."""
        hours = max(1, ceil((window.end - window.start).total_seconds() / 3600))
        name, check = challenge.challenge, challenge.check
        needs = [(leaf, needs_of(leaf, self.tariff.network, window, self.hashtag)) for leaf in leaves(check)]
        lacking = {need.kind for _, found in needs for need in found if not read_for(need, self._tables)}
        if lacking:
            why = f"{self.tariff.network} shows nobody: {', '.join(sorted(lacking))}"
            return ChallengeForecast(name, check.name, hours, (), Bill(), why)
        watched = tuple(one for leaf, found in needs for one in self._watched(leaf, found, window))
        ours, least = Cost(), Cost()
        for load, its_floor in watched:
            ours, least = ours.plus(load.cost), least.plus(its_floor)
        kinds = {need.kind for _, found in needs for need in found}
        bill = Bill(ours, self._naive(kinds, hours), least)
        return ChallengeForecast(name, check.name, hours, tuple(question_load for question_load, _ in watched), bill)

    @property
    def _tables(self) -> Mapping[str, Sequence[Read]]:
        return {self.tariff.network: self.tariff.reads}

    def _watched(self, leaf: Check, needs: Sequence[Need], window: Span) -> Iterator[tuple[QuestionLoad, Cost]]:
        """Each kind of question that these needs lead to, once."""
        by_read: dict[Read, list[Need]] = {}
        for need in needs:
            if read := read_for(need, self._tables):
                by_read.setdefault(read, []).append(need)
        for read, needed in by_read.items():
            load = self._load(leaf, read, needed, window)
            words = _subject(read, needed[0])
            question_load = QuestionLoad(
                read.name, words, load.number, cost(read, load, self.assumed), self._why(leaf, read, needed, window)
            )
            if read.needs & _OWN_POSTS:
                self.kept.append(RetainedPosts(posts_read(read, load, self.assumed), window))
            yield question_load, floor(read, load)
            key = self._key(read, needed[0])
            self.asked[key] = tuple(dict.fromkeys((*self.asked.get(key, ()), window)))

    def _key(self, read: Read, need: Need) -> WatchKey:
        of_post = read.by == "object" and need.kind in _OF_POSTS
        return WatchKey(need.network, read.name, "each post") if of_post else key_of(need, read)

    def _load(self, leaf: Check, read: Read, needs: Sequence[Need], window: Span) -> Load:
        """How many such questions, and what there is to be seen."""
        of_posts = any(need.kind in _OF_POSTS for need in needs)
        done = ceil(self.learners * self.assumed.share)
        many = done * _at_least(leaf)
        items = self.learners * _at_least(leaf) if of_posts else 0
        subjects = len({key_of(need, read) for need in needs})
        number = self.learners if read.by == "actor" else items if of_posts and read.by == "object" else subjects
        rows = many + self.assumed.strangers * subjects if read.needs & _FOLLOWS else many
        spans = self.asked.get(self._key(read, needs[0]), ())
        told = read.by == "actor" and read.needs <= self.speaks
        return Load(number, self.learners, rows, items, tuple(dict.fromkeys((*spans, window))), spans, told)

    def _why(self, leaf: Check, read: Read, needs: Sequence[Need], window: Span) -> str:
        """Why this read: those before it in the table do not fit, those after it cost more."""
        said = []
        place = self.tariff.reads.index(read)
        for other in self.tariff.reads:
            if other is read or other.on_demand or not any(need.kind in other.needs for need in needs):
                continue
            if not all(covers(other, need) for need in needs):
                said.append(f"{other.name} needs a {other.by}" if other.by else f"{other.name} does not show it all")
            elif self.tariff.reads.index(other) > place:
                dear = cost(other, self._load(leaf, other, needs, window), self.assumed)
                said.append(f"{other.name} would take {dear.requests:,} requests and ${dear.usd:,.2f}")
        return "; ".join([_manner(read, self._load(leaf, read, needs, window)), *said])

    def _naive(self, kinds: Iterable[NeedKind], hours: int) -> Cost:
        """What asking about each learner hourly takes."""
        total = Cost()
        for kind in sorted(kinds):
            if found := self.tariff.naive.get(kind):
                days = ceil(hours / 24)
                total = total.plus(
                    Cost(self.learners * hours * found.requests, self.learners * days * found.rows * found.usd)
                )
        return total


def _at_least(leaf: Check) -> int:
    return int(getattr(leaf, "at_least", 1))


def _manner(read: Read, load: Load) -> str:
    """What makes the read cheap, in words."""
    if load.told:
        hours = CHECKED // timedelta(hours=1)
        return f"stream, checked each {hours} h: a look when it tells of a post, and as the window opens and ends"
    if NeedKind.STANDING in read.needs:
        return "asked when a window has closed, of those who lack something; a post that is seen says as much"
    if read.asks_once:
        return f"each once, {read.batch} in a request"
    if read.each:
        return f"the counts of {read.batch} posts in a request, then only those that have changed"
    return "one question for all" if load.number == 1 else "the only read that shows it"


def _subject(read: Read, need: Need) -> str:
    """What the question is about, in words."""
    if read.asks_once:
        return "posts that the learners answered"
    if read.each or (need.kind in _OF_POSTS and read.by == "object"):
        return "posts of the learners"
    words = {"tag": f"#{need.tag}", "actor": "each learner", "object": need.object, "": "all learners"}
    return words[read.by]


def needs_of(leaf: Check, network: str, window: Span, hashtag: str) -> tuple[Need, ...]:
    """What must have been seen of a learner: before anything was done, and after posts were written that others are to
    pass on or to answer, one of them an answer to somebody else, who says thank you."""
    bare = leaf.find(_scene(leaf, network, window, hashtag, ())).needs
    tags = tuple(dict.fromkeys((hashtag, *(need.tag for need in bare if need.tag))))
    post = Activity(
        network, "post", Kind.POST, LEARNER, window.start, window.start, tags=tags, words=20, marks=_FIGURES
    )
    answer = post._replace(key="answer", reply_to="asked", reply_to_author="somebody", root="asked", marks=())
    thanks = answer._replace(
        key="thanks", actor="somebody", reply_to="answer", reply_to_author=LEARNER, marks=(THANKS,)
    )
    needs = leaf.find(_scene(leaf, network, window, hashtag, (post, answer, thanks))).needs
    return tuple(dict.fromkeys((*bare, *needs)))


def _scene(leaf: Check, network: str, window: Span, hashtag: str, facts: Sequence[Activity]) -> Scene:
    account = OwnAccount(network, LEARNER, LEARNER, window.start)
    lists = _Named(_at_least(leaf) if leaf.name in ("follow", "unfollow") else 1)
    return Scene(LEARNER, (account,), window, window.start, Log(facts), hashtag, lists)


class _Named(dict[tuple[str, str], tuple[str, ...]]):
    """Whoever is on a list: as many as must be followed."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def get(self, key: tuple[str, str], default: object = ()) -> tuple[str, ...]:
        name = key[1]
        return (name,) if self._size == 1 else tuple(f"{name} {n}" for n in range(1, self._size + 1))
