"""A class in which everybody does everything, on X as the sandbox plays it: what does the engine really ask for?

Course time goes from one thing that is due to the next; the sandbox, its rate limits and the gate before it go by the
same clock, and so do the waits that they impose. Nothing sleeps, and no request is left out: they go over HTTP.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from fixtures.sandbox import RateLimits, Sandbox
from mooc.core.course.course import Course, Run
from mooc.core.course.schedule import course_end, windows
from mooc.core.evidence.verdict import Answer
from mooc.core.facts.network import Network
from mooc.core.forecast.forecast import Assumptions
from mooc.core.values.span import Span
from mooc.networks.local_gate import LocalGate
from mooc.networks.registry import open_network
from mooc.runtime.clocks import PlayedClock
from mooc.services import checking, networks
from mooc.services.retention import retention
from mooc.simulation.worlds import Event, EventName, World, WorldAccount
from mooc.store import models
from mooc.store.courses import courses
from mooc.store.judging import opening
from mooc.store.receipts import verdict_history
from mooc.store.receipts.verdict_history import PastAnswer
from mooc.store.retention.retention import next_due

START = datetime(2037, 11, 2, tzinfo=UTC)
"""A Monday that is yet to come: how long to wait for a network is noted for the database's own clock."""
HOST = WorldAccount("host", "1")
MINUTE = timedelta(minutes=1)
AFTERWARDS = timedelta(days=2)
FIRST_LEARNER, FIRST_STRANGER = 100_000, 1_000_000
ROUNDS = 2_000


class ClassroomOutcome(NamedTuple):
    """What came of it: requests by endpoint and dollars, as the sandbox counted them; the engine's own account of them;
    verdict → how many; verdict that was said at any time and was not true → how many."""

    requests: Mapping[str, int]
    usd: Decimal
    recorded_requests: int
    recorded_usd: Decimal
    answers: Mapping[str, int]
    untrue: Mapping[str, int]

    @property
    def sent(self) -> int:
        """All requests."""
        return sum(self.requests.values())


def world(course: Course, learners: int, assumed: Assumptions) -> World:
    """What happens: of each challenge each learner does what is asked for, spread evenly over its window."""
    people = [WorldAccount(f"l{n}", str(FIRST_LEARNER + n)) for n in range(learners)]
    strangers = [WorldAccount(f"s{n}", str(FIRST_STRANGER + n)) for n in range(learners)]
    spans = windows(course, run())
    events = [
        Event(span.start + MINUTE, EventName.POST, f"prompt-{name}", HOST.handle, "Well?")
        for name, span in spans.items()
    ]
    for challenge in course.challenges():
        for n in range(learners):
            events += _does(challenge.check.name, challenge.challenge, spans[challenge.challenge], n, learners, assumed)
    return World((HOST, *people, *strangers), tuple(events))


def _does(check: str, name: str, span: Span, n: int, of: int, assumed: Assumptions) -> Iterator[Event]:
    learner, part = f"l{n}", (n + 0.5) / of
    length = span.end - span.start
    at = span.start + 2 * MINUTE + (length - 4 * MINUTE) * part
    if check == "follow":
        yield Event(at, EventName.FOLLOW, HOST.handle, learner)
    elif check == "reply":
        yield Event(
            at,
            EventName.POST,
            f"reply-{name}-{n}",
            learner,
            f"I heard {n} birds this morning",
            reply_to=f"prompt-{name}",
        )
    elif check == "live_post":
        for k in range(5):
            moment = span.start + MINUTE + 20 * MINUTE * part + 13 * MINUTE * k
            yield Event(moment, EventName.POST, f"live-{name}-{n}-{k}", learner, f"moment {k} of {n}", (TAG,))
    elif check == "relay":
        at = span.start + MINUTE + (length - assumed.relayed_after - 6 * timedelta(hours=1)) * part
        yield Event(at, EventName.POST, f"said-{name}-{n}", learner, f"a thing worth telling, number {n}", (TAG,))
        yield Event(at + assumed.relayed_after, EventName.REPOST, f"said-{name}-{n}", f"s{n}")


TAG = "firststeps"


def run() -> Run:
    """When the class begins, in UTC."""
    return Run(start=START, zone="UTC")


class Classroom:
    """One class of ``course``, from its first day to two days after its last."""

    def __init__(self, course: Course, learners: int, assumed: Assumptions | None = None) -> None:
        self.course, self.learners = course, learners
        self.clock = PlayedClock(START)
        self._assumed = assumed or Assumptions()
        self.world = world(course, learners, self._assumed)
        self.cohort = self._cohort()

    def _cohort(self) -> models.Cohort:
        row = models.Cohort.objects.create(
            name="classroom",
            title="A class",
            course_id=courses.keep(self.course),
            start=START,
            zone="UTC",
            hashtag=self.course.hashtag,
            networks=["x"],
            lists={"x": {"host": [HOST.id]}},
            advance_at=START,
        )
        numbers = range(self.learners)
        users = models.User.objects.bulk_create(
            [models.User(email=f"l{n}@class.example", name=f"l{n}") for n in numbers], batch_size=1000
        )
        models.Account.objects.bulk_create(
            [
                models.Account(
                    network="x", external_id=str(FIRST_LEARNER + n), handle=f"l{n}", user=user, linked_at=START
                )
                for n, user in zip(numbers, users, strict=True)
            ],
            batch_size=1000,
        )
        models.Member.objects.bulk_create(
            [models.Member(cohort=row, user=user, role="learner", joined_at=START) for user in users], batch_size=1000
        )
        return row

    def play(self) -> ClassroomOutcome:
        """Play the whole course, and two days more."""
        with Sandbox(self.world, now=self.clock.now) as sandbox:
            sandbox.limits = RateLimits(clock=self._seconds)
            x = open_network("x", base_url=sandbox.url, bearer=sandbox.bearer, gate=LocalGate(clock=self._seconds))
            with only_network(x):
                end = course_end(self.course, run()) + AFTERWARDS
                while self.clock.now() < end:
                    self._work()
                    self.clock.play_to(min(end, max(_next_due() or end, self.clock.now() + timedelta(seconds=1))))
                self._work()
            looks = models.Poll.objects.values_list("requests", "usd")
            answers = models.Verdict.objects.values_list("challenge", "answer")
            return ClassroomOutcome(
                dict(sandbox.ledger.requests),
                sandbox.ledger.spent,
                sum(requests for requests, _ in looks),
                sum((usd for _, usd in looks), Decimal(0)),
                Counter(f"{challenge} {answer}" for challenge, answer in answers),
                self._untrue(),
            )

    def _seconds(self) -> float:
        return self.clock.now().timestamp()

    def _work(self) -> None:
        """Do all that is due. What waited for a network is, once course time has come to where it opens again."""
        now = self.clock.now()
        models.Watch.objects.filter(not_before__lte=now).update(not_before=None)
        work(now)

    def _untrue(self) -> Counter[str]:
        """Of all that was ever said: "met" before it was done, and "not yet" as of a moment after it was."""
        spans = windows(self.course, run())
        done: dict[tuple[str, str], datetime] = {}
        for challenge in self.course.challenges():
            name = challenge.challenge
            for n in range(self.learners):
                events = _does(challenge.check.name, name, spans[name], n, self.learners, self._assumed)
                done[name, f"l{n}"] = max(event.at for event in events)
        names = dict(models.User.objects.values_list("pk", "name"))
        history = chain.from_iterable(
            map(verdict_history.of_cohort, models.Cohort.objects.values_list("pk", flat=True))
        )
        return Counter(
            f"{past.challenge} {past.change.answer}"
            for past in history
            if _is_untrue(past, done[past.challenge, names[past.user or 0]])
        )


def _is_untrue(past: PastAnswer, done: datetime) -> bool:
    """Whether it was said before it was done that it is, or as of a moment after it was done that it is not."""
    if past.change.answer is Answer.MET:
        return past.at < done
    as_of = past.change.as_of
    return past.change.answer is Answer.NOT_YET and as_of is not None and as_of > done


def _next_due() -> datetime | None:
    """The next moment at which anything is to be done; what waits for a network is not before that opens."""
    due_watches = models.Watch.objects.filter(due_at__isnull=False).values_list("due_at", "not_before")
    openings = (max(due, wait or due) for due, wait in due_watches if due)
    return min((moment for moment in (*openings, opening.next_due(), next_due()) if moment), default=None)


@contextmanager
def only_network(network: Network) -> Iterator[None]:
    """For as long as the block runs, this is the one network that is set up."""
    replaced = networks.configured, networks.network
    networks.configured, networks.network = (lambda: (network.name,)), (lambda name: network)  # type: ignore[assignment]
    try:
        yield
    finally:
        networks.configured, networks.network = replaced


def work(now: datetime) -> None:
    """Do all that is due at ``now``."""
    for _ in range(ROUNDS):
        due = checking.due(now)
        for watch in due.watches:
            checking.collect(watch, now)
        for cohort in due.cohorts:
            checking.judge_due(cohort, now)
        texts = retention.due(now)
        for text in texts:
            retention.look(text, now)
        if not due.watches and not due.cohorts and not texts:
            return
    raise RuntimeError("there is no end to what is due")
