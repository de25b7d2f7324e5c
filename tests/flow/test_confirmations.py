"""What peers say, and what follows from it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import F

from mooc.core.facts.proof import EvidenceLevel
from mooc.services.attestation import attesting
from mooc.services.operations.rechecking import recheck
from mooc.services.pasted_links import pasted_links
from mooc.simulation.worlds import Event, EventName
from mooc.store import models
from mooc.store.attestation import confirmations
from mooc.store.attestation.confirmations import ConfirmedAlready
from mooc.store.policy.policy import Forbidden, NotVisible
from tests.flow.purse import HOUR, TAGGED, Scene, a_stage, as_actor, book, capped, posts, scenes, twinome
from tests.flow.stage import START, Stage


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Scene]]:
    yield from scenes(monkeypatch)


@pytest.mark.django_db
class TestPeers:
    @pytest.fixture
    def used_up(self, scene: Callable[..., Scene]) -> tuple[Scene, Stage]:
        """A cohort whose cap was used up before anything could be seen."""
        here = scene(*posts(20, START, timedelta(minutes=1)))
        stage = a_stage(TAGGED, learners=(("ada", "11"), ("bob", "12"), ("cleo", "13")))
        twinome(stage, "ada", "bob")
        here.work(START)
        capped(stage, "0.01")
        models.Budget.objects.update(spent_usd=Decimal("0.01"))
        here.work(START + 2 * HOUR)
        assert stage.answer("ada") == "cant_tell"
        return here, stage

    def test_a_fellow_confirms_and_it_is_met_by_a_peers_word(self, used_up: tuple[Scene, Stage]) -> None:
        here, stage = used_up
        bob = as_actor(stage, "bob", here.now)
        said = attesting.attest(bob, stage.learners["ada"], "c1", "https://x.com/ada/status/1")
        here.work(here.now)
        assert stage.answers() == {"ada": "cant_tell", "bob": "cant_tell", "cleo": "cant_tell"}, "links come first"
        models.Budget.objects.update(step="peer")
        models.Verdict.objects.update(input_version=F("input_version") + 1)
        here.work(here.now)
        assert stage.answers() == {"ada": "met", "bob": "cant_tell", "cleo": "cant_tell"}
        (receipt,) = models.Receipt.objects.all()
        assert receipt.body["proof"] == "peer"
        assert receipt.body["word"]["by"] == str(said.by)
        assert models.Member.objects.get(pk=stage.learners["ada"]).points == 10
        assert list(recheck(stage.cohort.pk)) == [], "the receipt stands by itself"

    def test_what_is_withdrawn_in_time_does_not_count(self, used_up: tuple[Scene, Stage]) -> None:
        here, stage = used_up
        bob = as_actor(stage, "bob", here.now)
        said = attesting.attest(bob, stage.learners["ada"], "c1")
        with pytest.raises(ConfirmedAlready):
            attesting.attest(bob, stage.learners["ada"], "c1")
        attesting.withdraw(bob, said.id)
        models.Budget.objects.update(step="peer")
        models.Verdict.objects.update(input_version=F("input_version") + 1)
        here.work(here.now)
        assert stage.answer("ada") == "cant_tell"
        (kept,) = confirmations.listed(bob, stage.learners["ada"], 0, 10)
        assert kept.withdrawn_at == here.now, "nothing is ever taken out"
        assert attesting.attest(bob, stage.learners["ada"], "c1").id != said.id, "one may think again"

    def test_nobody_confirms_oneself_or_a_stranger(self, used_up: tuple[Scene, Stage]) -> None:
        here, stage = used_up
        with pytest.raises(Forbidden):
            attesting.attest(as_actor(stage, "ada", here.now), stage.learners["ada"], "c1")
        with pytest.raises(NotVisible):
            attesting.attest(as_actor(stage, "cleo", here.now), stage.learners["ada"], "c1")
        with pytest.raises(NotVisible):
            attesting.attest(as_actor(stage, "bob", here.now), stage.learners["ada"], "no-such-challenge")
        assert not models.Confirmation.objects.exists()

    def test_down_from_the_network_over_links_to_peers_and_met_in_the_end(self, scene: Callable[..., Scene]) -> None:
        """The steps of one class, each in its turn, with a pass at each."""
        here = scene(*posts(24 * 10 * 3, START, timedelta(minutes=6)))
        people_ = (("ada", "11"), ("bob", "12"), ("cleo", "13"))
        stage = a_stage(TAGGED, learners=people_)
        twinome(stage, "ada", "bob", "cleo")
        capped(stage, "1")
        for name, hours in (("ada", 2), ("bob", 25), ("cleo", 30)):
            here.happens(Event(START + hours * HOUR, EventName.POST, name, name, text=f"by {name}", tags=("mooc",)))
        for hour in range(27):
            here.work(START + hour * HOUR)
        assert (book(stage).step, stage.answers()) == (
            EvidenceLevel.LINK,
            {"ada": "met", "bob": "cant_tell", "cleo": "cant_tell"},
        )
        address = f"https://x.com/bob/status/{here.sandbox.world.post_id('bob')}"
        pasted_links.paste(as_actor(stage, "bob", here.now), stage.learners["bob"], "c1", address)
        assert stage.answer("bob") == "met"
        attesting.attest(as_actor(stage, "ada", START + 31 * HOUR), stage.learners["cleo"], "c1")
        here.work(START + 31 * HOUR)
        assert stage.answer("cleo") == "cant_tell", "while links are read, a link is asked for"
        here.now = START + 32 * HOUR
        for number in range(60):
            address = f"https://x.com/cleo/status/{here.sandbox.world.post_id(f'zoe-020000-{265 + number}')}"
            if (
                pasted_links.paste(as_actor(stage, "cleo", here.now), stage.learners["cleo"], "c1", address).answer
                == "link.no_budget"
            ):
                break
        assert book(stage).step is EvidenceLevel.PEER
        here.work(START + 33 * HOUR)
        assert stage.answers() == {"ada": "met", "bob": "met", "cleo": "met"}
        proofs = {row.member_id: row.body.get("proof", "network") for row in models.Receipt.objects.all()}
        assert proofs == {
            stage.learners["ada"]: "network",
            stage.learners["bob"]: "network",
            stage.learners["cleo"]: "peer",
        }
        assert here.bill <= 1
