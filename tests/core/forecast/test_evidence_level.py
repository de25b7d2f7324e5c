"""How rules can be judged on a network, and rules that are worth the same."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mooc.core.checks import check_from_words
from mooc.core.course.course import Challenge
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.proof import EvidenceLevel
from mooc.core.forecast.evidence_level import forecast_evidence
from mooc.core.spending.costs import Limitation, PriceList
from mooc.core.values.authored import Lang
from mooc.networks.registry import capabilities

X = capabilities("x")
SAID = {"attest": {"prompt": {"en": "Done"}}}
WHY: dict[Lang, str] = {"en": "it is so", "fr": "c'est ainsi"}


def on(check: dict[str, Any], *lacking: NeedKind, lacks: tuple[Limitation, ...] = ()) -> EvidenceLevel | None:
    """By a network that shows all but these."""
    reads = tuple(read for read in X.reads if not read.needs & set(lacking))
    network = PriceList("x", date(2026, 1, 1), reads, {}, lacks)
    return forecast_evidence(check_from_words(check), network).proof


@pytest.mark.parametrize(
    ("check", "lacking", "proof"),
    [
        ({"post": {}}, (), EvidenceLevel.NETWORK),
        ({"post": {}}, (NeedKind.POSTS,), EvidenceLevel.LINK),
        ({"repost": {}}, (NeedKind.SHARES,), None),
        ({"conversation": {}}, (NeedKind.ANSWERS,), None),
        ({"help": {}}, (NeedKind.POST,), None),
        ({"help": {"thanked": False}}, (NeedKind.ANSWERS,), EvidenceLevel.NETWORK),
        ({"figure": {}}, (NeedKind.ANSWERS,), None),
        ({"figure": {"confirmed": 0}}, (NeedKind.ANSWERS,), EvidenceLevel.NETWORK),
        ({"profile": {"link": True}}, (NeedKind.PROFILE,), None),
        ({"follow": {"of": "host"}}, (), EvidenceLevel.NETWORK),
        ({"follow": {"of": "twinome"}}, (), EvidenceLevel.PEER),
        ({"unfollow": {"of": "anyone"}}, (), EvidenceLevel.PEER),
        ({"meet": {}}, tuple(NeedKind), EvidenceLevel.PEER),
        (SAID, tuple(NeedKind), EvidenceLevel.SELF),
        ({"attest": {"by": "mentor", "prompt": {"en": "Done"}}}, (), EvidenceLevel.PEER),
        ({"all": [{"post": {}}, SAID]}, (), EvidenceLevel.SELF),
        ({"all": [{"post": {}}, {"repost": {}}]}, (NeedKind.SHARES,), None),
        ({"any": [{"repost": {}}, SAID]}, (NeedKind.SHARES,), EvidenceLevel.SELF),
        ({"any": [{"repost": {}}, SAID]}, (), EvidenceLevel.NETWORK),
        ({"some": {"at_least": 2, "of": [{"post": {}}, {"meet": {}}, SAID]}}, (), EvidenceLevel.PEER),
    ],
)
def test_as_strong_as_what_the_network_shows(
    check: dict[str, Any], lacking: tuple[NeedKind, ...], proof: EvidenceLevel | None
) -> None:
    assert on(check, *lacking) is proof


def test_what_only_this_network_lacks_weighs_where_it_is_asked_for() -> None:
    lack = Limitation("repost", "must_hold", True, None, WHY)
    assert on({"repost": {"must_hold": True}}, lacks=(lack,)) is None
    assert on({"repost": {}}, lacks=(lack,)) is EvidenceLevel.NETWORK
    assert (
        on({"quote": {"of": "host"}}, lacks=(Limitation("quote", "", None, EvidenceLevel.PEER, WHY),))
        is EvidenceLevel.PEER
    )


@pytest.mark.parametrize("network", ["x", "bluesky", "mastodon"])
def test_what_is_lacking_is_said_in_both_languages(network: str) -> None:
    assert all(lack.why["en"] and lack.why["fr"] for lack in capabilities(network).limitations)
    held = check_from_words({"all": [{"repost": {"must_hold": True}}, {"repost": {"must_hold": True}}]})
    assert len(forecast_evidence(held, capabilities(network)).remarks) == 1
    assert capabilities(network).reads[0].price.usd >= Decimal(0)


class TestAlternatives:
    BODY: dict[str, Any] = {"challenge": "c", "title": {"en": "C"}, "brief": "b.md", "check": {"repost": {}}}

    def test_one_of_all_is_enough(self) -> None:
        challenge = Challenge.model_validate({**self.BODY, "alternatives": [SAID, {"post": {}}]})
        assert challenge.check == check_from_words({"any": [{"repost": {}}, SAID, {"post": {}}]})
        assert challenge.alternatives == ()

    def test_what_was_kept_is_the_same_again(self) -> None:
        challenge = Challenge.model_validate({**self.BODY, "alternatives": [SAID]})
        assert Challenge.model_validate(challenge.model_dump(mode="json")) == challenge

    def test_without_them_the_rule_stands_alone(self) -> None:
        assert Challenge.model_validate(self.BODY).check == check_from_words({"repost": {}})
