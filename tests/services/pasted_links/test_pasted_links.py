"""Pasted links, from the address to the answer: X in the sandbox, over real HTTP."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.sandbox import Fault, Sandbox
from mooc.networks.x.adapter import X
from mooc.services import checking, networks
from mooc.services.pasted_links import pasted_links
from mooc.services.spending import permits
from mooc.simulation.worlds import Event, EventName, World, WorldAccount
from mooc.store import models
from mooc.store.log.account_visibility import INDEX_LAG
from mooc.store.pasted_links.pasted_links import LinkStatus, TooManyLinks
from mooc.store.people import people
from mooc.store.policy.policy import Forbidden, NotVisible
from mooc.store.policy.relations import Actor
from tests.building.classes import START, Stage, a_course
from tests.building.networks import only_networks
from tests.building.work import judge_all

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
CAST = (WorldAccount("host", "99"), WorldAccount("ada", "11"), WorldAccount("bob", "12"), WorldAccount("zoe", "21"))
AT_MOST = 79
"""Queries from the address to the receipt."""
TAGGED = {"post": {"tag": "{hashtag}"}}


def at(hours: float) -> datetime:
    return START + hours * HOUR


def posted(name: str, by: str = "ada", hours: float = 1, **more: Any) -> Event:
    return Event(at(hours), EventName.POST, name, by, **{"text": f"about {name}", "tags": ("mooc",)} | more)


class Scene:
    """A sandbox with a clock, a cohort in it, and Ada who pastes links."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.now, self.sandbox = at(2), sandbox
        self.stage: Stage

    def opens(self, *checks: Mapping[str, Any]) -> None:
        """A cohort with these challenges, in which all that was due has been judged once."""
        self.stage = Stage(a_course(*checks))
        self.ada = self.stage.learner("ada", "11")
        judge_all(self.stage.cohort.pk, self.now)

    @property
    def actor(self) -> Actor:
        return self.stage.actor("ada", self.now)

    def address(self, name: str) -> str:
        return f"https://x.com/ada/status/{self.sandbox.world.post_id(name)}"

    def paste(self, url: str, challenge: str = "c1") -> LinkStatus:
        return pasted_links.paste(self.actor, self.ada, challenge, url)

    @property
    def asked(self) -> int:
        """Requests that the sandbox has got."""
        return sum(self.sandbox.ledger.requests.values())


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Scene]]:
    """Makes the scene of a world in which these events happen."""
    running: list[Sandbox] = []

    def make(*events: Event, checks: tuple[Mapping[str, Any], ...] = (TAGGED,)) -> Scene:
        sandbox = Sandbox(World(CAST, events), lambda: made.now)
        made = Scene(sandbox.start())
        running.append(sandbox)
        x = X(sandbox.url, bearer=sandbox.bearer, timeout=2.0)
        only_networks(monkeypatch, x)
        made.opens(*checks)
        return made

    yield make
    for sandbox in running:
        sandbox.stop()


def test_a_link_is_read_once_judged_at_once_and_paid_for(scene: Callable[..., Scene]) -> None:
    here = scene(posted("hello"))
    link = here.paste(here.address("hello"))
    assert (link.answer, link.next_look, here.asked) == ("link.counts", None, 1)
    assert here.stage.answer("ada") == "met"
    (receipt,) = models.Receipt.objects.all()
    assert [fact["key"] for fact in receipt.body["facts"]] == [here.sandbox.world.post_id("hello")]
    (entry,) = models.Poll.objects.all()
    assert (entry.requests, entry.usd, entry.found, entry.link_id, entry.watch) == (
        1,
        Decimal("0.005"),
        1,
        link.id,
        None,
    )
    assert entry.usd == here.sandbox.ledger.spent
    assert models.Coverage.objects.count() == 0, "one post covers nothing"
    assert models.Text.objects.get().body.startswith("about hello")


@pytest.mark.parametrize("others", [0, 100])
def test_the_number_of_queries_does_not_grow_with_the_cohort(scene: Callable[..., Scene], others: int) -> None:
    here = scene(posted("hello"))
    for number in range(others):
        here.stage.learner(f"other{number}", f"{1000 + number}")
    checking.due(here.now)
    with CaptureQueriesContext(connection) as queries:
        assert here.paste(here.address("hello")).answer == "link.counts"
    assert len(queries) <= AT_MOST, len(queries)


def test_the_same_post_twice_is_one_link_and_one_read(scene: Callable[..., Scene]) -> None:
    here = scene(posted("hello", tags=()))
    first = here.paste(here.address("hello"))
    again = here.paste(here.address("hello"))
    shared = here.paste(here.address("hello").replace("x.com", "twitter.com") + "?s=20")
    assert (first.id, first.answer) == (again.id, again.answer) == (shared.id, shared.answer)
    assert (first.answer, here.asked, models.Poll.objects.count()) == ("writing.no_tag", 1, 1)


def test_the_same_post_for_two_challenges_is_one_read(scene: Callable[..., Scene]) -> None:
    here = scene(posted("hello"), checks=(TAGGED, {"post": {"min_words": 2}}))
    assert here.paste(here.address("hello")).answer == "link.counts"
    assert here.stage.answer("ada", "c2") == "met", "news for one challenge is news for all"
    assert (here.paste(here.address("hello"), "c2").answer, here.asked) == ("link.met", 1)


def test_what_the_log_has_already_is_not_read(scene: Callable[..., Scene]) -> None:
    here = scene(posted("hello"), posted("more"), checks=({"post": {"tag": "{hashtag}", "at_least": 3}},))
    for watch in checking.watches_due(here.now):
        checking.collect(watch, here.now)
    asked = here.asked
    assert here.paste(here.address("hello")).answer == "link.already"
    assert here.asked == asked


class TestAWrongLink:
    @pytest.mark.parametrize(
        ("url", "says"),
        [
            ("https://example.org/a/b", "link.no_post"),
            ("https://x.com/ada", "link.no_post"),
            ("https://bsky.app/profile/ada.test/post/3kabcdefghij2", "link.no_post"),
        ],
    )
    def test_that_is_no_post_is_told_without_asking(self, scene: Callable[..., Scene], url: str, says: str) -> None:
        here = scene()
        assert (here.paste(url).answer, here.asked) == (says, 0)

    def test_of_a_network_that_is_not_the_cohort_s(self, scene: Callable[..., Scene]) -> None:
        here = scene(posted("hello"))
        models.Cohort.objects.update(networks=["bluesky"])
        link = here.paste(here.address("hello"))
        assert (link.answer, here.asked) == ("link.other_network", 0)
        assert link.values == {"network": "X", "networks": "Bluesky"}

    def test_where_no_account_is_linked(self, scene: Callable[..., Scene]) -> None:
        here = scene(posted("hello"))
        models.Account.objects.update(user=None, linked_at=None)
        assert (here.paste(here.address("hello")).answer, here.asked) == ("link.no_account", 0)

    def test_of_somebody_else_leaves_nothing_of_theirs(self, scene: Callable[..., Scene]) -> None:
        here = scene(posted("hello", by="zoe"))
        assert (here.paste(here.address("hello")).answer, here.asked) == ("link.not_yours", 1)
        assert (models.Activity.objects.count(), models.Text.objects.count()) == (0, 0)
        assert here.paste(here.address("hello")).answer == "link.not_yours"
        assert here.asked == 1
        models.Account.objects.create(
            network="x",
            external_id="21",
            handle="zoe",
            user_id=here.actor.user,
            linked_at=here.now + HOUR,
            proof="test",
        )
        here.now += 2 * HOUR
        assert (here.paste(here.address("hello")).answer, here.asked) == ("link.counts", 2)

    def test_outside_the_window_names_its_dates(self, scene: Callable[..., Scene]) -> None:
        here = scene(posted("early", hours=-1))
        link = here.paste(here.address("early"))
        assert link.answer == "link.outside"
        assert link.values == {
            "at": at(-1).isoformat(),
            "since": START.isoformat(),
            "until": (START + timedelta(days=7)).isoformat(),
        }

    def test_that_is_deleted(self, scene: Callable[..., Scene]) -> None:
        here = scene(posted("hello"), Event(at(1.5), EventName.DELETE, "hello"))
        assert here.paste(here.address("hello")).answer == "link.gone"
        assert (here.paste(here.address("hello")).answer, here.asked) == ("link.gone", 1)
        assert here.stage.answer("ada") == "cant_tell", "a link proves no absence"

    def test_that_is_protected_may_be_pasted_again(self, scene: Callable[..., Scene]) -> None:
        protected = Event(at(1.5), EventName.PROTECT, "ada"), Event(at(3), EventName.UNPROTECT, "ada")
        here = scene(posted("hello"), *protected)
        assert here.paste(here.address("hello")).answer == "link.protected"
        here.now = at(4)
        assert (here.paste(here.address("hello")).answer, here.asked) == ("link.counts", 2)

    def test_that_shows_who_could_not_be_read_says_since_when(self, scene: Callable[..., Scene]) -> None:
        """What a search showed of the account meanwhile has a hole: it is kept in mind, as after any other look."""
        here = scene(posted("hello"))
        ada = models.Account.objects.filter(external_id="11")
        ada.update(standing="protected")
        assert here.paste(here.address("hello")).answer == "link.counts"
        account = ada.get()
        assert (account.standing, account.standing_at) == ("active", here.now - INDEX_LAG)
        assert account.seen_again_at == here.now - INDEX_LAG

    def test_that_is_of_somebody_else_says_nothing_of_the_learner(self, scene: Callable[..., Scene]) -> None:
        here = scene(posted("hello", by="zoe"))
        models.Account.objects.filter(external_id="11").update(standing="protected")
        assert here.paste(here.address("hello")).answer == "link.not_yours"
        account = models.Account.objects.get(external_id="11")
        assert (account.standing, account.seen_again_at) == ("protected", None)

    def test_that_lacks_the_tag_gets_the_judge_s_own_words(self, scene: Callable[..., Scene]) -> None:
        here = scene(posted("hello", tags=()))
        link = here.paste(here.address("hello"))
        assert link.answer == "writing.no_tag"
        assert link.values["tag"] == "mooc"

    def test_for_a_challenge_that_is_met(self, scene: Callable[..., Scene]) -> None:
        here = scene(posted("hello"), posted("more"))
        here.paste(here.address("hello"))
        assert (here.paste(here.address("more")).answer, here.asked) == ("link.met", 1)

    def test_for_a_challenge_that_is_not_about_posts(self, scene: Callable[..., Scene]) -> None:
        here = scene(posted("hello"), checks=({"follow": {"of": "host"}},))
        assert (here.paste(here.address("hello")).answer, here.asked) == ("link.no_use", 0)

    def test_that_is_no_reply_where_replies_are_asked_for(self, scene: Callable[..., Scene]) -> None:
        here = scene(posted("hello"), checks=({"reply": {"to": "host"}},))
        assert here.paste(here.address("hello")).answer == "link.no_part"

    def test_before_the_challenge_opens(self, scene: Callable[..., Scene]) -> None:
        here = scene(posted("hello"))
        here.now = START - HOUR
        assert (here.paste(here.address("hello")).answer, here.asked) == ("link.not_open", 0)


def test_a_reply_to_the_host_counts(scene: Callable[..., Scene]) -> None:
    here = scene(posted("prompt", by="host"), posted("answer", reply_to="prompt"), checks=({"reply": {"to": "host"}},))
    assert here.paste(here.address("answer")).answer == "link.counts"
    assert here.stage.answer("ada") == "met"


def test_a_post_that_is_to_be_passed_on_makes_us_look_who_did(scene: Callable[..., Scene]) -> None:
    repost = Event(at(1.5), EventName.REPOST, "hello", "zoe")
    here = scene(posted("hello", tags=()), repost, checks=({"relay": {"kinds": ["repost"]}},))
    assert here.paste(here.address("hello")).answer == "link.looking"
    for _ in range(5):
        for watch in checking.due(here.now).watches:
            checking.collect(watch, here.now)
        checking.judge_due(here.stage.cohort.pk, here.now)
    assert here.stage.answer("ada") == "met"


class TestWhenTheNetworkFails:
    @pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.DROP, Fault.TRUNCATED, Fault.NO_CREDITS])
    def test_the_link_waits_and_is_looked_at_again(self, scene: Callable[..., Scene], fault: Fault) -> None:
        here = scene(posted("hello"))
        here.sandbox.faults.add("tweets", fault)
        link = here.paste(here.address("hello"))
        assert here.sandbox.faults.total == 1, "the fault fired"
        assert link.answer == "link.waits"
        assert link.next_look is not None
        assert link.next_look > here.now
        assert here.stage.answer("ada") == "cant_tell"
        assert models.Poll.objects.get().trouble != ""

        assert here.paste(here.address("hello")).answer == "link.waits"
        assert here.asked == 1, "who pastes it again does not make us ask sooner"
        assert pasted_links.due(here.now) == []
        assert permits.resume("x") is (fault is Fault.NO_CREDITS), "an operator has paid"
        here.now = link.next_look
        assert pasted_links.due(here.now) == [link.id]
        assert pasted_links.due(here.now) == [], "one hint is on its way"
        assert pasted_links.look(link.id, here.now).answer == "link.counts"
        assert here.stage.answer("ada") == "met"

    def test_it_is_not_tried_for_ever(self, scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch) -> None:
        for module in (
            "mooc.services.pasted_links.pasted_links",
            "mooc.store.pasted_links.pasted_links",
            "mooc.store.pasted_links.outcomes",
        ):
            monkeypatch.setattr(f"{module}.LOOKS_AT_MOST", 3)  # before the server is asked nothing more
        here = scene(posted("hello"))
        here.sandbox.faults.add("tweets", Fault.UNAVAILABLE, times=30)
        link = here.paste(here.address("hello"))
        for _ in range(2):
            assert link.next_look
            here.now = link.next_look
            link = pasted_links.look(link.id, here.now)
        assert (link.answer, link.next_look, here.asked) == ("link.unseen", None, 3)
        assert models.PastedLink.objects.get().look_count == 3
        assert (here.paste(here.address("hello")).answer, here.asked) == ("link.unseen", 3)

    def test_what_is_refused_before_it_is_sent_is_no_look(self, scene: Callable[..., Scene]) -> None:
        here = scene(posted("hello"))
        here.sandbox.faults.add("tweets", Fault.UNAVAILABLE, times=30)
        link = here.paste(here.address("hello"))
        for _ in range(25):
            assert link.next_look
            here.now = link.next_look
            link = pasted_links.look(link.id, here.now)
        assert models.Poll.objects.latest("pk").trouble == "unreachable", "the server is asked nothing more"
        assert (link.answer, models.PastedLink.objects.get().look_count) == ("link.waits", here.asked)
        assert here.asked < 20

    def test_a_worker_that_dies_while_it_looks_leaves_the_link_due(
        self, scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here = scene(posted("hello"))

        class Killed(BaseException):
            pass

        def dies(*_: object) -> None:
            raise Killed

        def paste() -> None:
            here.paste(here.address("hello"))

        def look() -> None:  # a link over which somebody has died is left to the workers
            paste()
            pasted_links.look(*models_ids(), here.now)

        for step, way in (((networks, "quick"), paste), ((checking, "judge_due"), look)):
            with monkeypatch.context() as patched:
                patched.setattr(*step, dies)
                with pytest.raises(Killed):
                    way()
            assert pasted_links.due(here.now) == [], "it is leased"
            models.PastedLink.objects.update(lease_until=datetime(2020, 1, 1, tzinfo=START.tzinfo), enqueued_until=None)
            assert pasted_links.due(here.now) == models_ids()
            models.PastedLink.objects.update(enqueued_until=None)
        (link,) = models_ids()
        assert (pasted_links.look(link, here.now).answer, here.asked) == ("link.counts", 1)
        assert models.Poll.objects.count() == 1


def models_ids() -> list[int]:
    return list(models.PastedLink.objects.values_list("pk", flat=True))


def test_nobody_pastes_for_somebody_else(scene: Callable[..., Scene]) -> None:
    here = scene(posted("hello"))
    bob = here.stage.learner("bob", "12")
    actor = people.actor(models.Member.objects.get(pk=bob).user_id, here.now)
    with pytest.raises((NotVisible, Forbidden)):
        pasted_links.paste(actor, here.ada, "c1", here.address("hello"))
    with pytest.raises(NotVisible):
        here.paste(here.address("hello"), "no-such-challenge")
    assert (models.PastedLink.objects.count(), here.asked) == (0, 0)


def test_so_many_a_day_and_no_more(scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch) -> None:
    here = scene(posted("hello"))
    monkeypatch.setattr(pasted_links, "LINKS_A_DAY", 2)
    here.paste("https://example.org/1")
    here.paste("https://example.org/2")
    with pytest.raises(TooManyLinks):
        here.paste("https://example.org/3")
    assert here.paste("https://example.org/1").answer == "link.no_post"
    here.now += 25 * HOUR
    assert here.paste(here.address("hello")).answer == "link.counts"
