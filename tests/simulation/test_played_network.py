"""The network that a world plays: what it shows of posts that are edited."""

from datetime import UTC, datetime, timedelta

import pytest

from mooc.core.evidence.scene import ActivityLog
from mooc.core.facts.questions import Question
from mooc.core.values.span import Span
from mooc.simulation.played_network import PlayedNetwork
from mooc.simulation.worlds import Event, EventName, World, WorldAccount

HOUR = timedelta(hours=1)
START = datetime(2026, 11, 2, tzinfo=UTC)
END = START + 24 * HOUR
ADA = WorldAccount("ada", "11")
WORLD = World(
    (ADA,),
    (
        Event(START + HOUR, EventName.POST, "first", "ada", "first words"),
        Event(START + 2 * HOUR, EventName.EDIT, "first", text="other words", to="second"),
        Event(START + 3 * HOUR, EventName.EDIT, "first", text="last words", to="third"),
    ),
)


@pytest.mark.parametrize("hours", [1.5, 2, 2.5, 3, 4])
def test_whenever_one_looks_an_edited_post_is_as_old_as_its_first_version(hours: float) -> None:
    """At the very moment of an edit, too: no look may say that all was seen, and not show the post."""
    now = START + hours * HOUR
    reading = PlayedNetwork(WORLD).read(Question(WORLD.network, "timeline", ADA.id, START, END), "", now)
    assert reading.completeness.covered == Span(START, now)
    (first,) = [post for post in reading.activities if not post.references.edit_of]
    assert (first.key, first.at) == (WORLD.post_id("first"), START + HOUR)


@pytest.mark.parametrize("closes", [1.5, 2.5])
def test_who_edits_after_the_end_has_posted_before_it(closes: float) -> None:
    question = Question(WORLD.network, "timeline", ADA.id, START, START + closes * HOUR)
    assert WORLD.post_id("first") in {post.key for post in PlayedNetwork(WORLD).read(question, "", END).activities}


def test_versions_that_nobody_saw_are_known_all_the_same() -> None:
    shown = PlayedNetwork(WORLD).read(Question(WORLD.network, "timeline", ADA.id, START, END), "", END).activities
    names = [WORLD.post_id(name) for name in ("first", "second", "third")]
    assert [post.key for post in ActivityLog(shown).versions(shown[0])] == names
