"""Do the races notice? Run by hand, on PostgreSQL, as chance has a say: ``pytest tests/invariants/race_mutants.py``.

Each mutant takes away one of the locks or comparisons that keep two workers apart; its race must fail.
"""

from collections.abc import Callable

import pytest

from mooc.store import queue
from mooc.store.database import leases
from mooc.store.judging import dirty_pairs, verdicts
from mooc.store.pasted_links import pasted_links as links
from mooc.store.receipts import points
from mooc.store.watching import watches
from tests.invariants import test_races as races
from tests.invariants.env import Ground
from tests.invariants.mutants import Mutant

pytestmark = [pytest.mark.needs("postgresql"), pytest.mark.django_db(transaction=True)]

LOCKS: tuple[tuple[Mutant, Callable[..., None]], ...] = (
    (
        Mutant(
            "no compare-and-set", queue.Queue, "claim", "self.due(now).filter(pk=pk)", "self.rows.filter(pk=pk)", ()
        ),
        races.test_of_many_claimers_one_gets_the_watch,
    ),
    (
        Mutant(
            "pairs are not locked",
            queue.Queue,
            "claim_many",
            '.select_for_update(skip_locked=True, of=("self",))',
            "",
            (),
        ),
        races.test_of_many_claimers_one_gets_each_pair,
    ),
    (
        Mutant(
            "links are counted side by side",
            links,
            "keep",
            'select_for_update(no_key=True, of=("self",)).',
            "",
            (),
        ),
        races.test_of_many_links_at_once_no_more_are_kept_than_one_may_paste,
    ),
    (
        Mutant(
            "tickers do not lock",
            queue.Queue,
            "enqueue",
            '.select_for_update(no_key=True, skip_locked=True, of=("self",))',
            "",
            (),
        ),
        races.test_two_tickers_hint_at_each_watch_once,
    ),
    (
        Mutant("opened by who looks first", verdicts, "open_for", "ignore_conflicts=True, ", "", ()),
        races.test_opening_side_by_side_makes_one_row_for_each,
    ),
    (
        Mutant(
            "news is answered with the judgement",
            verdicts,
            "_give_back",
            "judged_version=version",
            "judged_version=F('input_version')",
            (),
        ),
        races.test_news_that_arrives_while_a_pair_is_judged_is_not_lost,
    ),
    (
        Mutant("points are added up without a lock", points, "hold", ".select_for_update(no_key=True)", "", ()),
        races.test_two_batches_of_one_member_add_up_to_the_right_points,
    ),
    (
        Mutant("cohorts are not held", dirty_pairs, "mark_dirty", "_lock_cohorts(news)", "pass", ()),
        races.test_who_links_while_a_reading_is_stored_is_told_of_it,
    ),
    (
        Mutant("a watch is stretched from memory", watches, "_stretch", ".select_for_update(no_key=True)", "", ()),
        races.test_a_watch_that_two_cohorts_stretch_at_once_reaches_over_both,
    ),
    (
        Mutant(
            "news is told in any order",
            leases,
            "locked_in_order",
            '.select_for_update(no_key=True, of=("self",))',
            "",
            (),
        ),
        races.test_looks_and_judgements_side_by_side_never_wait_for_each_other_in_a_circle,
    ),
)


@pytest.mark.parametrize(("mutant", "race"), LOCKS, ids=lambda found: getattr(found, "name", ""))
def test_a_race_notices(
    mutant: Mutant, race: Callable[..., None], world: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant.put_in(monkeypatch)
    wants = {"world": world, "monkeypatch": monkeypatch}
    names = race.__code__.co_varnames[: race.__code__.co_argcount]
    with pytest.raises(Exception):  # noqa: B017
        race(**{name: wants[name] for name in names})
