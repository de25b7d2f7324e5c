"""Posts that were edited: the first version's time is known, even if nobody saw that version."""

from datetime import datetime, timedelta

import pytest

from mooc.core.evidence.scene import ActivityLog, OwnAccount
from mooc.core.evidence.verdict import Answer
from mooc.core.facts.reading import Reading
from mooc.core.values.span import Span
from mooc.simulation.worlds import Event, EventName
from tests.core.situations import check, scene
from tests.networks.x.conftest import MakeStage
from tests.networks.x.sandbox_reader import ADA, BOB, END, START, Stage, at

MINUTE = timedelta(minutes=1)
WRITTEN, EDITED = START + 10 * MINUTE, START + 30 * MINUTE
READS = {"search_tag": "mooc", "author_posts": ADA.id}


def an_edited_post(a_stage: MakeStage) -> Stage:
    first = Event(WRITTEN, EventName.POST, "first", "ada", text="first words", tags=("mooc",))
    return a_stage(first, Event(EDITED, EventName.EDIT, "first", to="last", text="last words #mooc"), now=at(1))


def judged(reading: Reading, opens: int, closes: int) -> Answer:
    """What ``post`` says of it in a window of these minutes."""
    window = Span(START + opens * MINUTE, START + closes * MINUTE)
    ada = OwnAccount("x", ADA.id, "ada", START)
    seen = scene(*reading.activities, accounts=(ada,), window=window, now=END)
    return check("post", tag="{hashtag}").find(seen).answer


@pytest.mark.parametrize("name", READS)
def test_a_first_version_that_nobody_saw_is_dated_by_its_id(a_stage: MakeStage, name: str) -> None:
    stage = an_edited_post(a_stage)
    first, last = stage.read(name, READS[name]).activities
    assert (first.key, last.key, last.references.edit_of) == (stage.id("first"), stage.id("last"), first.key)
    assert (first.at, last.at, first.references.edit_of) == (WRITTEN, EDITED, "")
    assert ActivityLog([first, last]).versions(last) == [first, last]


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (0, 60, Answer.MET),
        (20, 60, Answer.NOT_YET),
        (0, 20, Answer.MET),
        (10, 60, Answer.MET),
        (31, 60, Answer.NOT_YET),
    ],
)
def test_an_edit_within_the_window_is_no_new_post(
    a_stage: MakeStage, opens: int, closes: int, expected: Answer
) -> None:
    assert judged(an_edited_post(a_stage).read("search_tag", "mooc"), opens, closes) is expected


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("looked", [at(1.1), at(9)], ids=["at once", "much later"])
def test_who_edits_after_the_end_has_posted_before_it(a_stage: MakeStage, name: str, looked: datetime) -> None:
    """X shows the last version alone, under its own time: a list that stopped at the end would have neither."""
    stage = an_edited_post(a_stage)
    stage.now = looked
    closes = START + 20 * MINUTE
    reading = stage.read(name, READS[name], until=closes)
    assert reading.completeness.covered == Span(START, closes)
    assert judged(reading, 0, 20) is Answer.MET


def test_an_edit_after_the_end_does_not_delete_what_was_seen(a_stage: MakeStage) -> None:
    stage = an_edited_post(a_stage)
    closes = START + 20 * MINUTE
    stage.now = closes
    early = stage.read("author_posts", ADA.id, until=closes)
    stage.now = at(9)
    late = stage.read("author_posts", ADA.id, early.cursor, until=closes)
    assert [post.key for post in early.activities] == [stage.id("first")]
    assert late.completeness.listing == Span(START, closes)
    assert stage.id("first") in {post.key for post in late.activities}, "what is listed no longer is taken to be gone"


def test_versions_between_that_nobody_saw_are_known_by_their_ids(a_stage: MakeStage) -> None:
    stage = an_edited_post(a_stage)
    stage.happens(Event(EDITED + MINUTE, EventName.EDIT, "first", to="very last", text="no, these #mooc"))
    answer = Event(EDITED + 2 * MINUTE, EventName.POST, "answer", "bob", text="quite so", reply_to="last")
    stage.happens(answer)
    first, last, very_last = stage.read("author_posts", ADA.id).activities
    assert [post.references.edit_of for post in (first, last, very_last)] == ["", first.key, first.key]
    assert (last.key, last.at) == (stage.id("last"), EDITED)
    (answered,) = [post for post in stage.read("answers_to", ADA.id).activities if post.actor == BOB.id]
    assert ActivityLog([first, last, very_last, answered]).about(last.key) == [answered]


def test_a_pasted_edit_leads_to_the_post_as_it_is_now(a_stage: MakeStage) -> None:
    stage = an_edited_post(a_stage)
    first, last = stage.x.post(stage.id("last"), at(1)).activities
    assert (first.at, last.at) == (WRITTEN, EDITED)
    assert first.url == last.url, "by its address the link finds the line of the version that is shown"


def test_what_is_read_of_an_edit_costs_one_post(a_stage: MakeStage) -> None:
    reading = an_edited_post(a_stage).read("search_tag", "mooc")
    assert (reading.rows, reading.requests, len(reading.texts)) == (1, 1, 1)
