"""Every check, every kind of people, every network: "not yet" is never said of what nobody was asked about.

The learner does what each rule asks for, towards somebody of each kind. A network shows of it only what the rule asks
for by its needs, as far as that network's own table has a read for them, and answers that in full. Then the answer is
"met", or "can't tell"; a rule that says "not yet" did not ask for what it speaks of.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import pytest

from mooc.core.checks import CHECKS
from mooc.core.checks.base import Check, CountingCheck
from mooc.core.evidence.scene import ActivityLog, OwnAccount, Scene
from mooc.core.evidence.verdict import Answer, Finding
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.audience import AUDIENCE_WORDS, Audience, Relation
from mooc.core.facts.coverage import Coverage
from mooc.core.facts.needs import Need, NeedKind
from mooc.core.facts.troubles import TroubleKind
from mooc.core.planning.plan import read_for
from mooc.core.spending.costs import PriceList
from mooc.networks.bluesky.capabilities import CAPABILITIES as BLUESKY
from mooc.networks.mastodon.capabilities import CAPABILITIES as MASTODON
from mooc.networks.x.capabilities import CAPABILITIES as X
from tests.core.situations import AFTER, HOUR, MINUTE, NOON, OPENS, WEEK, all_seen, check

NETWORKS = {"x": X, "bluesky": BLUESKY, "mastodon": MASTODON}
PEOPLE: dict[str, Any] = {
    **{word: word for word in AUDIENCE_WORDS},
    "list": {"list": "voices"},
    "named": ["x:vic", "bluesky:vic.example", "mastodon:@vic@vic.example"],
    "nobody": {"list": "empty"},
    "named elsewhere": ["x:vic"],
}
"""Kind of people → how an author writes them."""
TIES = {
    "of twinome": frozenset({Relation.TWINOME, Relation.COHORT}),
    "of cohort": frozenset({Relation.COHORT}),
    "of mentors": frozenset({Relation.COHORT, Relation.MENTORS}),
    "of another_cohort": frozenset({Relation.OTHER_COHORT}),
}
RULES: dict[str, tuple[str, dict[str, Any]]] = {
    "follow": ("of", {}),
    "unfollow": ("of", {}),
    "reply": ("to", {}),
    "mention": ("of", {}),
    "quote": ("of", {}),
    "repost": ("of", {}),
    "post": ("mentions", {}),
    "listen": ("to", {"at_least": 1, "first": False}),
    "relay": ("by", {}),
    "conversation": ("to", {"turns": 1}),
    "help": ("to", {}),
    "bridge": ("to", {}),
    "figure": ("by", {}),
    "thread": ("", {"at_least": 2}),
    "curate": ("", {}),
    "live_post": ("", {"at_least": 1, "moments": 1, "tag": "mooc"}),
    "profile": ("", {"min_words": 3}),
}
"""Check → the field that says which people it means, and what else it is given."""
ME = "me"


class Tried(NamedTuple):
    """A rule on a network, and who it is done towards."""

    rule: Check
    tariff: PriceList
    whom: str


def tried() -> Iterator[Any]:
    for name, (field, more) in RULES.items():
        for kind, written in PEOPLE.items() if field else (("anyone", None),):
            rule = check(name, **more, **({field: written} if field else {}))
            for network, tariff in NETWORKS.items():
                yield pytest.param(Tried(rule, tariff, f"of {kind}"), id=f"{name}-{kind}-{network}")


def done(network: str, whom: str) -> list[Activity]:
    """All that any of the rules asks for, done towards that person, and what comes back."""

    def fact(key: str, kind: Kind = Kind.POST, actor: str = ME, **more: Any) -> Activity:
        fields: dict[str, Any] = {"at": NOON, "seen_at": NOON + MINUTE, "words": 12, "tags": ("mooc",)}
        return Activity.of_fields(**(fields | {"network": network, "key": key, "kind": kind, "actor": actor} | more))

    birds = ("figure=12|birds|2026",)
    once = {"at": None, "seen_at": NOON, "absent_at": NOON - HOUR}
    theirs = {"reply_to_author": whom, "root": "asked"}
    return [
        fact("asked", actor=whom, marks=("question",)),
        fact("answer", reply_to="asked", mentions=(whom,), text_hash="a", **theirs),
        fact("thanks", actor=whom, reply_to="answer", reply_to_author=ME, root="asked", marks=("thanks",)),
        fact("quote", quote_of="asked", quote_author=whom, text_hash="b"),
        fact(
            "mine", text_hash="c", mentions=(whom,), links=("https://example.org/1",), marks=("figure=12|birds|2026",)
        ),
        fact("more", text_hash="d", reply_to="mine", reply_to_author=ME, root="mine"),
        fact("confirms", actor=whom, reply_to="mine", reply_to_author=ME, root="mine", marks=birds),
        fact("quoted", actor=whom, quote_of="mine", quote_author=ME),
        fact("theirs", Kind.REPOST, whom, target="mine", target_author=ME),
        fact("mine again", Kind.REPOST, target="asked", target_author=whom),
        fact("followed", Kind.FOLLOW, target=whom, **once),
        fact("shown", Kind.PROFILE, **once),
    ]


def stopped(follow: Activity) -> Activity:
    end = NOON + HOUR
    return Activity(follow.network, f"gone:{follow.key}", Kind.GONE, ME, None, end, target=follow.key)


SHOWS: dict[NeedKind, Callable[[Need, Activity], bool]] = {
    NeedKind.POSTS: lambda n, f: f.kind is Kind.POST and f.actor == n.actor and (not n.tag or n.tag in f.content.tags),
    NeedKind.REPLIES: lambda n, f: (
        f.kind is Kind.POST and f.actor == n.actor and f.references.reply_to_author == n.object
    ),
    NeedKind.FOLLOWS: lambda n, f: f.kind is Kind.FOLLOW and f.target == n.object,
    NeedKind.UNFOLLOWS: lambda n, f: f.key == "gone:followed" or (f.kind is Kind.FOLLOW and f.target == n.object),
    NeedKind.REPOSTS: lambda n, f: f.kind is Kind.REPOST and f.target == n.object,
    NeedKind.QUOTES: lambda n, f: f.references.quote_of == n.object,
    NeedKind.ANSWERS: lambda n, f: f.references.reply_to == n.object,
    NeedKind.SHARES: lambda n, f: f.kind is Kind.REPOST and f.actor == n.actor,
    NeedKind.PROFILE: lambda n, f: f.kind is Kind.PROFILE,
    NeedKind.STANDING: lambda n, f: False,
    NeedKind.POST: lambda n, f: f.key == n.object,
}
"""What a complete answer to each question shows of what has happened."""


def judged(one: Tried, happened: Iterable[Activity]) -> Finding:
    """What is said once all that the rule asks for, and the network has a read for, was answered in full."""
    network, asked, happened = one.tariff.network, set[Need](), list(happened)
    tables = {network: one.tariff.reads}

    def coverage(need: Need) -> Coverage | None:
        return all_seen()(need) if need in asked else None

    while True:
        seen = [fact for fact in happened if any(SHOWS[need.kind](need, fact) for need in asked)]
        finding = one.rule.find(scene(network, seen, coverage))
        new = {need for need in finding.needs if read_for(need, tables)} - asked
        if not new:
            return finding
        asked |= new


def scene(network: str, seen: list[Activity], coverage: Callable[[Need], Coverage | None]) -> Scene:
    lists = {"host": ("of host",), "voices": ("of list", "another"), "empty": (), named("named"): ("of named",)}
    if network == "x":
        lists[named("named elsewhere")] = ("of named elsewhere",)
    own = OwnAccount(network, ME, "me", OPENS)
    here = {(network, name): ids for name, ids in lists.items()}
    return Scene(ME, (own,), WEEK, AFTER, ActivityLog(seen), "mooc", here, TIES, coverage)


def named(kind: str) -> str:
    return str(Audience.model_validate(PEOPLE[kind]).list)


@pytest.mark.parametrize("one", list(tried()))
def test_what_was_done_is_never_not_yet(one: Tried) -> None:
    happened = done(one.tariff.network, one.whom)
    happened += [stopped(happened[-2])] if one.rule.name == "unfollow" else []
    finding = judged(one, happened)
    assert finding.answer is not Answer.NOT_YET, finding
    if finding.answer is Answer.CANT_TELL:
        assert finding.trouble, "the reason is told"
        assert finding.trouble.kind in (TroubleKind.NOT_ASKABLE, TroubleKind.NOT_ON_NETWORK)


@pytest.mark.parametrize("one", list(tried()))
def test_nothing_done_is_not_yet_only_where_it_was_asked_for(one: Tried) -> None:
    """The other side: where the deed is seen, its absence is, too, so that nobody waits for ever."""
    happened = done(one.tariff.network, one.whom)
    happened += [stopped(happened[-2])] if one.rule.name == "unfollow" else []
    finding = judged(one, ())
    if judged(one, happened).answer is Answer.MET:
        assert finding.answer is Answer.NOT_YET
        assert {need.kind for need in finding.needs} - {NeedKind.STANDING}
    else:
        assert finding.answer is Answer.CANT_TELL


def test_every_check_that_looks_at_a_network_is_tried_with_all_its_people() -> None:
    counting = {name: kind for name, kind in CHECKS.items() if issubclass(kind, CountingCheck)}
    assert set(RULES) == set(counting)
    for name, (field, _) in RULES.items():
        people = {f for f, one in counting[name].model_fields.items() if "Audience" in str(one.annotation)}
        assert people == ({field} if field else set())
