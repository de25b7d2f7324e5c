"""A dry run: one challenge judged for one account, right now, with nothing kept.

It has no cohort: who is of the twinome, the cohort or the mentors is what it is told.
"""

from collections.abc import Iterator, Mapping

from mooc.core.checks.attestation import AttestationCheck
from mooc.core.checks.base import Check
from mooc.core.checks.combining import leaf_checks
from mooc.core.course.course import Challenge
from mooc.core.course.named_people import audiences_of
from mooc.core.engine.engine import Classroom, Participant
from mooc.core.evidence.scene import OwnAccount
from mooc.core.facts.audience import Relation
from mooc.core.facts.hashtags import asked_as
from mooc.core.planning.plan import Tables
from mooc.core.values.span import Span

TIES_BY_WORD: Mapping[str, frozenset[str]] = {
    "twinome": frozenset({Relation.TWINOME, Relation.COHORT}),
    "cohort": frozenset({Relation.COHORT}),
    "mentors": frozenset({Relation.COHORT, Relation.MENTORS}),
    "another_cohort": frozenset({Relation.OTHER_COHORT}),
}
"""Words for people that a cohort knows, and what an account among them is to the learner."""


def dry_run_classroom(
    challenge: Challenge,
    account: OwnAccount,
    window: Span,
    tables: Tables,
    hashtag: str = "",
    people: Mapping[str, tuple[str, ...]] | None = None,
) -> Classroom:
    """The class in which the one learner of that account takes that challenge. ``people``: word or list of the rule →
    account ids on the account's network."""
    ties: dict[str, frozenset[str]] = {}
    people = people or {}
    for name, ids in people.items():
        ties |= {
            account_id: ties.get(account_id, frozenset()) | TIES_BY_WORD.get(name, frozenset()) for account_id in ids
        }
    return Classroom(
        challenges=(challenge,),
        windows={challenge.challenge: window},
        participants=(Participant(account.id, (account,), ties),),
        tables=tables,
        hashtag=asked_as(hashtag),
        lists={(account.network, name): ids for name, ids in people.items() if name not in TIES_BY_WORD},
    )


def audience_names(check: Check) -> Iterator[str]:
    """The lists that a rule names, and the words in it for people whom a cohort knows; not those whom one meets."""
    for leaf in leaf_checks(check):
        for audience in audiences_of(leaf) if not isinstance(leaf, AttestationCheck) else ():
            if audience.list or audience.word in TIES_BY_WORD:
                yield audience.list or audience.word
