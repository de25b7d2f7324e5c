"""A class on one of the networks, and the oracle: what must hold whatever the network does.

begin   cleo has done all, ada and bob nothing yet: one look, and all is well
act     ada does all; eve joins, and has done all too. Bob never does anything
break   several looks while the network fails
heal    two more: then the truth is told, and nothing was said on the way that was not so
"""

from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Now

from mooc.core.facts.needs import Scope
from mooc.store import models
from tests import histories
from tests.building.classes import Stage, a_course
from tests.building.work import look_now
from tests.faults.env import TEXT, Ground

CHECKS = ({"follow": {"of": "host"}}, {"live_post": {"tag": "{hashtag}", "at_least": 2, "moments": 1}})
CHALLENGES = ("c1", "c2")
LATER = timedelta(hours=3)
"""Longer than anything that a network may ask us to wait for here."""


class School:
    """One cohort. ``accounts``: name → stable id; ``posts``: name → keys of the posts that stand.

    ``truth``: name → the answers to both challenges once all can be seen. ``sent``: the requests of each look while the
    network was broken; ``fired``: faults that the proxy cannot count.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.accounts: dict[str, str] = {}
        self.posts: dict[str, list[str]] = {}
        self.truth = dict.fromkeys(("ada", "cleo", "eve"), ("met", "met")) | {"bob": ("not_yet", "not_yet")}
        self.sent: list[int] = []
        self.fired, self.has_gap = 0, False
        self.stage = Stage(a_course(*CHECKS), ground.start(), ground.name, ground.host())
        self.marks = dict[str, int]()
        for name in ("ada", "bob", "cleo"):
            self.join(name)

    def join(self, name: str) -> None:
        """A learner comes, whose account is linked from now on."""
        self.accounts[name] = self.ground.join(name)
        self.posts[name] = []
        self.stage.learner(name, self.accounts[name], self.ground.now() if name == "eve" else None)
        models.Account.objects.filter(external_id=self.accounts[name]).update(handle=self.ground.handles[-1])
        models.Cohort.objects.filter(pk=self.stage.cohort.pk).update(advance_at=self.ground.now())

    def post(self, name: str, *texts: str) -> list[str]:
        """They post these texts; returns the keys."""
        keys = [self.ground.post(self.accounts[name], text) for text in texts]
        self.posts[name] += keys
        return keys

    def do_all(self, name: str, posts: int = 2) -> None:
        """They follow, and post: first one text, then always the same other one."""
        self.ground.follow(self.accounts[name])
        self.post(name, f"{TEXT} at dawn", *[f"{TEXT} at dusk"] * (posts - 1))
        self.marks[name] = self._last_change()

    def begin(self) -> None:
        """The first look, while all is well."""
        self.do_all("cleo")
        self.marks["cleo"] = 0
        self.ground.settle(self.accounts["cleo"], 2)
        self.look()
        stands = self.stands()
        assert stands == {"ada": ("not_yet",) * 2, "bob": ("not_yet",) * 2, "cleo": ("met",) * 2}, stands

    def act(self, posts: int = 2) -> None:
        """What happens before the network fails."""
        self.do_all("ada", posts)
        self.join("eve")
        self.do_all("eve")
        self.ground.settle(self.accounts["ada"], posts)
        self.ground.settle(self.accounts["eve"], 2)

    def look(self) -> int:
        """All watches are due: do all that is; returns how many requests the proxy has seen."""
        self.ground.tick()
        self.ground.proxy.new_round()
        before, now = len(self.ground.proxy.seen), self.ground.now()
        look_now(now)
        return len(self.ground.proxy.seen) - before

    def look_while_broken(self) -> None:
        """A look, after which nobody may be told "not yet" who was not told so before, and no pass be gone."""
        self.sent.append(self.look())
        stands = self.stands()
        assert stands["cleo"] == ("met", "met"), "a pass is never taken back"
        assert "not_yet" not in stands["eve"] or self.truth["eve"] != ("met", "met"), "of eve nothing was ever missing"
        self.check_history()

    def heal(self, looks: int = 2) -> int:
        """What was closed is open again; returns after how many looks the truth was told."""
        self.ground.proxy.heal()
        models.Watch.objects.update(not_before=None, enqueued_until=None)
        models.GateBucket.objects.update(
            ends=F("ends") - LATER, closed_until=F("closed_until") - LATER, probe_until=None
        )
        models.GateServer.objects.update(until=Now(), probe_until=None)
        for number in range(1, looks + 1):
            self.look()
            if self.stands() == self.truth:
                return number
        raise AssertionError(f"after {looks} looks: {self.stands()}; troubles: {self.troubles()}")

    def stands(self) -> dict[str, tuple[str, str]]:
        """name → the answers that stand."""
        return {name: (self.stage.answer(name, "c1"), self.stage.answer(name, "c2")) for name in self.stage.learners}

    def troubles(self) -> set[str]:
        """What the looks have run into."""
        return set(models.Poll.objects.exclude(trouble="").values_list("trouble", flat=True))

    def _last_change(self) -> int:
        return max((change.id for change in histories.changes()), default=0)

    def check_history(self) -> None:
        """Of nobody who had done it was it ever said anew that they had not; no pass came that was not earned, and
        none was taken back."""
        names = {member: name for name, member in self.stage.learners.items()}
        passed: set[tuple[int, str]] = set()
        for pk, member, challenge, _at, answer, *_ in histories.changes():
            name = names[member]
            earned = self.truth[name][CHALLENGES.index(challenge)] == "met"
            if answer == "not_yet" and earned:
                assert pk <= self.marks.get(name, 0), f"{name} was told not yet, and had done it"
            assert answer != "met" or earned, f"{name} passed, and had not done it"
            assert answer == "met" or (member, challenge) not in passed, f"a pass of {name} was taken back"
            if answer == "met":
                passed.add((member, challenge))

    def check_requests(self, each: int, silent: bool) -> None:
        """No storm. ``each``: requests of a watch in one look at most; ``silent``: none after the first look."""
        watches = models.Watch.objects.count()
        assert max(self.sent) <= each * watches, f"{self.sent} requests, {watches} watches"
        assert not silent or set(self.sent[1:]) == {0}, f"{self.sent}: nothing may be sent before the reset"

    def check(self) -> None:
        """All that must hold in the end."""
        assert self.ground.proxy.fired + self.fired > 0, "the fault fired"
        self.check_history()
        met = sorted(
            (self.stage.learners[name], challenge)
            for name, answers in self.truth.items()
            for challenge, answer in zip(CHALLENGES, answers, strict=True)
            if answer == "met"
        )
        assert sorted(models.Receipt.objects.values_list("member", "challenge")) == met, "one receipt each"
        self._check_facts()
        self._check_coverage()

    def _check_facts(self) -> None:
        """Nothing doubled, nothing made up; of those who have not passed, nothing lost either. (Of those who have,
        nothing more is asked.)"""
        gone = set(models.Activity.objects.filter(kind="gone").values_list("target", flat=True))
        for name, account in self.accounts.items():
            rows = models.Activity.objects.filter(actor=account, kind="post").exclude(key__in=gone)
            found = sorted(rows.values_list("key", flat=True))
            posted = sorted(self.posts[name])
            passed = self.truth[name][1] == "met"
            assert found == ([key for key in posted if key in found] if passed else posted), f"the posts of {name}"
            follows = models.Activity.objects.filter(actor=account, kind="follow")
            assert follows.count() == (self.truth[name][0] == "met"), f"the follow of {name}"

    def _check_coverage(self) -> None:
        """Of every stream that is still asked one span without a hole, from the start on; or the hole stands there."""
        streams = {read.name for read in self.ground.adapter.reads if read.scope is Scope.STREAM}
        for watch in models.Watch.objects.filter(read__in=streams):
            starts = [span.start for span in watch.coverage.order_by("start")]
            assert len(starts) <= 1 + self.has_gap
            if not watch.is_inactive:
                assert (starts[0], watch.trouble, len(starts)) == (watch.since, "", 1 + self.has_gap), watch.read

    def days_pass(self, days: int, *names: str) -> None:
        """For all that is known of their standing."""
        rows = models.Account.objects.filter(external_id__in=[self.accounts[name] for name in names])
        ago = timedelta(days=days)
        rows.update(standing_at=F("standing_at") - ago, linked_at=F("linked_at") - ago)
