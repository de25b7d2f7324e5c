"""How long words are kept, and what becomes of them."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.core.facts.reading import PostStatus
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.planning.retention import (
    DAY,
    LONGEST_PAUSE,
    PATIENCE,
    PATIENCE_UNPAID,
    RetainedText,
    RetentionDecision,
    decide_retention,
    is_given_up,
    is_past_paid_day,
    next_look,
    next_slot,
    retry_at,
)

SEEN = datetime(2026, 11, 2, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEPT = RetainedText("11", SEEN, SEEN, "words")


def shown(standing: AccountStatus) -> dict[str, AccountProfile]:
    return {"11": AccountProfile("x", "11", "ada", standing=standing)}


def came(fate: PostStatus | None, standing: AccountStatus | None = None, text: str = "words") -> RetentionDecision:
    post_statuses = {"1": fate} if fate else {}
    return decide_retention("1", KEPT, post_statuses, shown(standing) if standing else {}, {"1": text})


def looks(until: timedelta) -> list[datetime]:
    found, at = list[datetime](), SEEN
    while at < SEEN + until:
        at = next_look(SEEN, at)
        found.append(at)
    return found


class TestWhen:
    def test_the_first_look_is_on_the_same_day_where_it_costs_nothing_more(self) -> None:
        assert next_look(SEEN, SEEN) == datetime(2026, 11, 2, 23, tzinfo=UTC)

    @pytest.mark.parametrize("hour", range(24))
    def test_nobody_waits_longer_than_a_day_for_the_first_two_looks(self, hour: int) -> None:
        seen = datetime(2026, 11, 2, hour, 59, tzinfo=UTC)
        first = next_look(seen, seen)
        second = next_look(seen, first)
        assert timedelta(0) < first - seen <= DAY
        assert second - first == DAY

    def test_all_texts_are_due_together_so_that_a_request_holds_a_hundred(self) -> None:
        assert {moment.hour for moment in looks(90 * DAY)} == {23}
        assert next_slot(SEEN.replace(hour=23)) == SEEN.replace(hour=23) + DAY

    def test_looks_become_rarer(self) -> None:
        moments = looks(90 * DAY)
        gaps = [later - sooner for sooner, later in pairwise(moments)]
        assert len(moments) <= 30
        assert gaps == sorted(gaps)
        assert DAY <= min(gaps) <= max(gaps) <= LONGEST_PAUSE

    def test_where_a_look_costs_words_are_kept_for_the_day_alone_that_was_paid(self) -> None:
        assert not is_past_paid_day(SEEN, next_slot(SEEN) - HOUR)
        assert is_past_paid_day(SEEN, next_slot(SEEN))

    def test_what_is_not_known_is_asked_again_within_the_hour_and_less_often_where_nobody_pays(self) -> None:
        assert retry_at(Trouble(TroubleKind.SERVER_ERROR), SEEN) == SEEN + HOUR
        assert retry_at(Trouble(TroubleKind.BUDGET), SEEN) == SEEN + 6 * HOUR


class TestWhat:
    def test_that_stands_is_kept(self) -> None:
        assert came(PostStatus.STANDS, AccountStatus.ACTIVE) is RetentionDecision.KEEP

    def test_that_shows_other_words_was_edited(self) -> None:
        assert came(PostStatus.STANDS, AccountStatus.ACTIVE, "other words") is RetentionDecision.ERASE
        assert came(PostStatus.EDITED, AccountStatus.ACTIVE) is RetentionDecision.ERASE

    @pytest.mark.parametrize("standing", [AccountStatus.ACTIVE, AccountStatus.MOVED])
    def test_that_is_missing_is_gone_if_its_author_can_be_read(self, standing: AccountStatus) -> None:
        assert came(PostStatus.MISSING, standing) is RetentionDecision.GONE

    @pytest.mark.parametrize("standing", [AccountStatus.PROTECTED, AccountStatus.SUSPENDED, AccountStatus.GONE])
    @pytest.mark.parametrize("fate", [PostStatus.MISSING, PostStatus.HIDDEN, None])
    def test_of_one_who_cannot_be_read_is_erased_and_not_gone(
        self, fate: PostStatus | None, standing: AccountStatus
    ) -> None:
        assert came(fate, standing) is RetentionDecision.ERASE

    def test_that_is_missing_is_blank_until_it_is_known_how_its_author_stands(self) -> None:
        assert came(PostStatus.MISSING) is came(PostStatus.HIDDEN) is RetentionDecision.BLANK

    def test_of_which_nothing_was_said_is_neither_kept_nor_erased(self) -> None:
        assert came(None) is came(None, AccountStatus.ACTIVE) is RetentionDecision.WAIT


class TestHowLong:
    def test_a_look_that_nobody_pays_is_waited_for_a_day_one_that_fails_a_week(self) -> None:
        due = next_look(SEEN, SEEN)
        for kind, patience in ((TroubleKind.BUDGET, PATIENCE_UNPAID), (TroubleKind.UNREACHABLE, PATIENCE)):
            assert not is_given_up(KEPT, Trouble(kind), due + patience - HOUR)
            assert is_given_up(KEPT, Trouble(kind), due + patience)
        assert not is_given_up(KEPT, None, due + 6 * DAY)
