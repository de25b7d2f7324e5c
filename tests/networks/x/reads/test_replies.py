"""Who answered somebody, what somebody reposted, how accounts show themselves."""

from collections.abc import Callable

from mooc.core.facts.activity import Kind
from mooc.core.facts.needs import NeedKind
from mooc.networks.x.capabilities import read_table
from mooc.simulation.worlds import Event, EventName, World, WorldAccount
from tests.networks.x.sandbox_reader import ADA, BOB, CAST, HOST, Stage, at


class TestAnswersTo:
    def test_show_who_answered_the_account(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(
            Event(at(1), EventName.POST, "q", "ada", text="Does anybody know this bird?"),
            Event(at(2), EventName.POST, "a", "bob", text="A wren, thanks for asking", reply_to="q"),
            Event(at(2), EventName.POST, "other", "bob", text="A thing of my own"),
            now=at(3),
        )
        reading = stage.read("answers_to", ADA.id)
        (answer,) = reading.activities
        assert (answer.actor, answer.references.reply_to_author, answer.content.marks) == (BOB.id, ADA.id, ("thanks",))
        assert reading.completeness.covered


class TestShares:
    def test_show_what_the_account_reposted_and_when(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(
            Event(at(1), EventName.POST, "words", "host", text="The tide is a slow clock"),
            Event(at(2), EventName.POST, "own", "ada", text="A thing of my own"),
            Event(at(3), EventName.REPOST, "words", "ada"),
            now=at(4),
        )
        reading = stage.read("shares", ADA.id)
        (share,) = reading.activities
        assert (share.kind, share.actor, share.target_author, share.at) == (Kind.REPOST, ADA.id, HOST.id, at(3))
        assert share.target == stage.sandbox.world.post_id("words")
        assert reading.completeness.covered
        again = stage.read("shares", ADA.id, reading.cursor)
        assert again.activities == ()

    def test_do_not_show_among_the_accounts_own_posts(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(
            Event(at(1), EventName.POST, "words", "host", text="The tide is a slow clock"),
            Event(at(3), EventName.REPOST, "words", "ada"),
            now=at(4),
        )
        assert stage.read("author_posts", ADA.id).activities == ()


class TestProfiles:
    def test_show_bio_picture_and_link(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(now=at(1))
        shown = WorldAccount("dora", "31", bio="Counts birds", picture=True, link="https://example.org/dora")
        stage.sandbox.world = World((*CAST, shown), ())
        reading = stage.read("profiles", "", targets=(ADA.id, "31"))
        ada, dora = reading.people
        assert (ada.bio, ada.picture, ada.links) == ("", False, ())
        assert (dora.bio, dora.picture, dora.links) == ("Counts birds", True, ("https://example.org/dora",))
        assert reading.completeness.covered


def test_every_need_is_answered() -> None:
    assert {need for read in read_table() for need in read.needs} == set(NeedKind)
