"""Budgets as pure figures: steps of proof, alerts, what is held back, how a cost is split."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.core.facts.cost import Cost, Limit
from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.proof import EvidenceLevel, lower_level
from mooc.core.facts.questions import Price, RateLimit, Read
from mooc.core.spending.budget import (
    ALERT_LEVELS,
    CEILINGS,
    GRAIN,
    NO_DOLLARS,
    Purpose,
    alert_levels_reached,
    combined_limit,
    evidence_step,
    hold_for_read,
    payer_share,
    spent_share,
    split_cost,
    suggest_cap,
)

TWENTY = Limit(usd=Decimal(20))
POST_USD = Decimal("0.005")


def _read(usd: Decimal = POST_USD) -> Read:
    return Read(
        "tag",
        frozenset({NeedKind.POSTS}),
        "tag",
        Scope.STREAM,
        Price(100, usd),
        RateLimit(450, 900),
        timedelta(hours=1),
    )


def _usd(amount: str) -> Cost:
    return Cost(0, Decimal(amount))


@pytest.mark.parametrize(
    ("spent", "expected"),
    [("0", "network"), ("15.99", "network"), ("16", "link"), ("18.99", "link"), ("19", "peer"), ("25", "peer")],
)
def test_proof_steps_down_as_the_cap_comes_near(spent: str, expected: str) -> None:
    assert evidence_step(TWENTY, _usd(spent)) == expected


def test_without_a_cap_nothing_steps_down() -> None:
    assert evidence_step(Limit(), Cost(10**9, Decimal(10**6))) is EvidenceLevel.NETWORK
    assert hold_for_read(Limit(), _usd("1000"), _read(), Purpose.REGULAR) == Limit(None, None)


def test_the_scarcer_of_the_two_caps_counts() -> None:
    cap = Limit(requests=100, usd=Decimal(20))
    assert spent_share(cap, Cost(90, Decimal(1))) == Decimal("0.9")
    assert evidence_step(cap, Cost(90, Decimal(1))) is EvidenceLevel.LINK
    assert evidence_step(Limit(requests=0), Cost()) is EvidenceLevel.PEER, "a cap of nothing is used up from the start"


def test_what_is_kept_back_pays_links_and_the_last_look_alone() -> None:
    spent = _usd("16")
    assert hold_for_read(TWENTY, spent, _read(), Purpose.REGULAR) is None
    assert hold_for_read(TWENTY, spent, _read(), Purpose.LINK) == Limit(None, POST_USD), "the price of one row"
    assert hold_for_read(TWENTY, spent, _read(), Purpose.CLOSING) == Limit(None, Decimal(2))
    assert hold_for_read(TWENTY, _usd("19"), _read(), Purpose.LINK) is None
    assert hold_for_read(TWENTY, _usd("19"), _read(), Purpose.CLOSING)


def test_a_free_read_needs_no_dollars_and_still_counts_its_requests() -> None:
    free = _read(NO_DOLLARS)
    assert hold_for_read(TWENTY, _usd("20"), free, Purpose.REGULAR) == Limit(None, None)
    assert hold_for_read(Limit(requests=10), Cost(2), free, Purpose.REGULAR) == Limit(3, None)
    assert hold_for_read(Limit(requests=10), Cost(8), free, Purpose.REGULAR) is None


def test_what_is_left_must_pay_one_small_request() -> None:
    assert hold_for_read(TWENTY, _usd("19.96"), _read(), Purpose.CLOSING) is None, "ten posts are five cents"
    assert hold_for_read(TWENTY, _usd("19.95"), _read(), Purpose.CLOSING) == Limit(None, Decimal("0.05"))


def test_alerts_come_at_half_at_four_fifths_and_when_all_is_used_up() -> None:
    assert alert_levels_reached(TWENTY, _usd("9.99"), EvidenceLevel.NETWORK, False) == ()
    assert alert_levels_reached(TWENTY, _usd("10"), EvidenceLevel.NETWORK, False) == (50,)
    assert alert_levels_reached(TWENTY, _usd("16"), EvidenceLevel.LINK, False) == (50, 80)
    assert alert_levels_reached(TWENTY, _usd("1"), EvidenceLevel.LINK, False) == (50, 80), (
        "something was refused: that is the step"
    )
    assert alert_levels_reached(TWENTY, _usd("19.97"), EvidenceLevel.PEER, True) == ALERT_LEVELS


def test_the_suggested_cap_keeps_a_course_that_goes_as_forecast_from_stepping_down() -> None:
    forecast = Cost(2321, Decimal("85.00"))
    cap = suggest_cap(forecast)
    assert cap.usd is not None
    assert evidence_step(cap, Cost(2321, Decimal("84.99"))) is EvidenceLevel.NETWORK
    assert suggest_cap(Cost(2321)) == Limit(), "what is free needs no cap"


@pytest.mark.parametrize("spent", ["0.01", "70", "85", "86", "1000"])
def test_the_suggested_cap_is_never_under_what_is_spent_and_steps_nothing_down_at_once(spent: str) -> None:
    cap = suggest_cap(Cost(2321, Decimal("85.00")), _usd(spent))
    assert cap.usd is not None and cap.usd > Decimal(spent)
    assert evidence_step(cap, _usd(spent)) is EvidenceLevel.NETWORK
    assert cap.usd >= Decimal("106.25"), "what is forecast fits all the same"
    assert suggest_cap(Cost(2321), _usd(spent)).usd is not None, "where it is not free after all"


def test_of_two_proofs_the_weaker() -> None:
    assert lower_level(EvidenceLevel.LINK, EvidenceLevel.NETWORK) is EvidenceLevel.LINK
    assert lower_level(EvidenceLevel.LINK, EvidenceLevel.PEER) is EvidenceLevel.PEER


dollars = st.decimals(0, 1000, places=6)
costs = st.builds(Cost, st.integers(0, 10_000), dollars)


@given(costs, st.lists(st.integers(1, 10**6), min_size=1, max_size=30, unique=True), st.integers(0, 10**9))
def test_the_parts_of_a_cost_add_up_to_it_exactly(cost: Cost, among: list[int], turn: int) -> None:
    parts = split_cost(cost, among, turn)
    assert sum(part.requests for part in parts.values()) == cost.requests
    assert sum((part.usd for part in parts.values()), NO_DOLLARS) == cost.usd
    requests = [part.requests for part in parts.values()]
    usd = [part.usd for part in parts.values()]
    assert max(requests) - min(requests) <= 1
    assert max(usd) - min(usd) <= GRAIN


@given(
    st.lists(st.builds(Limit, st.integers(1, 1000), st.decimals(GRAIN, 100, places=6)), min_size=1, max_size=8),
    st.data(),
)
def test_no_part_of_a_cost_exceeds_what_its_payer_held(holds: list[Limit], data: st.DataObject) -> None:
    whole = combined_limit(holds)
    assert whole.requests is not None and whole.usd is not None
    spent = Cost(data.draw(st.integers(0, whole.requests)), data.draw(st.decimals(0, whole.usd, places=6)))
    each = payer_share(whole, len(holds))
    for part in split_cost(spent, range(len(holds))).values():
        assert part.requests <= each.requests
        assert part.usd <= each.usd
    for one in holds:
        assert one.usd is not None and each.usd <= one.usd


@given(st.decimals(0, 50, places=2), st.lists(st.sampled_from(list(CEILINGS)), min_size=1, max_size=40))
def test_however_many_hold_at_once_the_cap_is_never_exceeded(cap: Decimal, purposes: list[Purpose]) -> None:
    used = Cost()
    for purpose in purposes:
        part = hold_for_read(Limit(usd=cap), used, _read(), purpose)
        if part and part.usd is not None:
            used = used.plus(Cost(0, part.usd))
    assert used.usd <= cap
