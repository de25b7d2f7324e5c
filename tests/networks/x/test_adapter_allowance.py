"""An answer takes no more than it is allowed to: by the sandbox's own bill."""

from decimal import Decimal

import pytest

from mooc.core.facts.cost import Limit
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import TroubleKind
from tests.networks.x.sandbox_reader import END, SECOND, START, Stage, at, tagged

TAG = Question("x", "search_tag", "mooc", START, END)


@pytest.fixture
def vocabulary() -> str:
    """One of the two: no row is looked into here."""
    return "tweet"


def ask(stage: Stage, allowance: Limit, cursor: str = "") -> Reading:
    return stage.x.read(TAG._replace(allowance=allowance), cursor, stage.now)


@pytest.fixture
def stage() -> Stage:
    """250 posts with the tag: three pages, $1.25."""
    return Stage(*tagged(250, at(1), SECOND), now=at(3))


def test_without_a_limit_all_is_read(stage: Stage) -> None:
    with stage.sandbox:
        reading = ask(stage, Limit())
    assert (len(reading.activities), reading.trouble, stage.sandbox.ledger.spent) == (250, None, Decimal("1.25"))
    assert sum(one.usd for one in reading.usage) == reading.usd == Decimal("1.25")
    assert sum(one.requests for one in reading.usage) == reading.requests == stage.asked == 3


def test_the_page_shrinks_to_what_can_be_paid_and_what_was_read_is_kept(stage: Stage) -> None:
    with stage.sandbox:
        reading = ask(stage, Limit(usd=Decimal("0.60")))
    assert reading.trouble and reading.trouble.kind is TroubleKind.BUDGET
    assert len(reading.activities) == 40 + 26 + 18 + 12, "each post might bring two others along, which cost as much"
    assert stage.sandbox.ledger.spent == reading.usd == Decimal("0.48")


def test_less_than_the_smallest_page_is_not_asked_for(stage: Stage) -> None:
    with stage.sandbox:
        reading = ask(stage, Limit(usd=Decimal("0.04")))
    assert (reading.requests, stage.asked) == (0, 0)
    assert reading.trouble and reading.trouble.kind is TroubleKind.BUDGET


def test_so_many_requests_and_no_more(stage: Stage) -> None:
    with stage.sandbox:
        reading = ask(stage, Limit(requests=2))
    assert (reading.requests, stage.asked, len(reading.activities)) == (2, 2, 200)
    assert reading.trouble and reading.trouble.kind is TroubleKind.BUDGET


def test_bit_by_bit_it_comes_to_the_same(stage: Stage) -> None:
    with stage.sandbox:
        cursor, seen = "", set()
        for _ in range(5):
            reading = ask(stage, Limit(usd=Decimal("0.55")), cursor)
            seen |= {post.key for post in reading.activities}
            cursor = reading.cursor or cursor
            if not reading.trouble:
                break
    assert reading.trouble is None
    assert reading.completeness.covered and reading.completeness.covered.start == START
    assert len(seen) == 250
    assert stage.sandbox.ledger.spent == Decimal("1.25"), "the same resource is billed once a day"
