"""Pasted links: what is to be said of a post that a learner points at.

    address ── before ──▶ said, or to be read
    Reading ── of_reading ──▶ said, or the learner's own post
    own post, Finding ── after ──▶ said

What is said is the name of a sentence and its values: the judge's own line about the post, wherever there is one.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from mooc.core.checks.base import MORE_UNSEEN, Words
from mooc.core.evidence.verdict import Answer, Finding, Mark, Scalar
from mooc.core.facts.activity import Activity
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import TroubleKind
from mooc.core.values.span import Span

"""Networks as people write them."""

_ADDRESS = re.compile(
    r"(?:https://[\w.-]+(?::[0-9]{1,5})?|http://(?:127\.0\.0\.1|localhost)(?::[0-9]{1,5})?|([a-z]+)://[\w.:%-]+)"
    r"(?:[/?#][^\\\s]*)?",
    re.IGNORECASE,
)
POST_NEEDS = frozenset({NeedKind.POSTS, NeedKind.REPLIES, NeedKind.REPOSTS, NeedKind.QUOTES})

WORDS: Words = {
    "link.pending": {
        "en": "It is being looked at.",
        "fr": "La publication est en cours de lecture.",
    },
    "link.not_open": {
        "en": "This challenge opens on {since}. Paste the link again once it is open.",
        "fr": "Ce défi s'ouvre le {since}. Collez de nouveau le lien quand il sera ouvert.",
    },
    "link.no_post": {
        "en": "This is not the address of a post on {networks}. Open your post, copy its address and paste that.",
        "fr": "Ce n'est pas l'adresse d'une publication sur {networks}. Ouvrez votre publication, copiez son adresse "
        "et collez-la.",
    },
    "link.other_network": {
        "en": "This post is on {network}, and this cohort goes by {networks}.",
        "fr": "Cette publication est sur {network}, et cette cohorte se suit sur {networks}.",
    },
    "link.no_account": {
        "en": "This post is on {network}, where you have not linked an account. Link yours, then paste the link again.",
        "fr": "Cette publication est sur {network}, où vous n'avez pas relié de compte. Reliez le vôtre, puis collez "
        "de nouveau le lien.",
    },
    "link.met": {
        "en": "You have met this challenge already: there was no need to look.",
        "fr": "Vous avez déjà réussi ce défi : il n'y avait rien à vérifier.",
    },
    "link.no_use": {
        "en": "This challenge is not about posts: no link is asked for.",
        "fr": "Ce défi ne porte pas sur des publications : aucun lien n'est demandé.",
    },
    "link.waits": {
        "en": "{network} can't be read right now. Your link is kept, and looked at again without you.",
        "fr": "{network} ne peut pas être lu en ce moment. Votre lien est gardé et sera relu sans que vous ayez rien à "
        "faire.",
    },
    "link.no_budget": {
        "en": "What this cohort may spend on reading {network} is used up, links included. Ask somebody of your "
        "twinome to confirm that they saw it.",
        "fr": "Ce que cette cohorte peut dépenser pour lire {network} est épuisé, liens compris. Demandez à une "
        "personne de votre twinôme de confirmer qu'elle l'a vu.",
    },
    "link.not_shown": {
        "en": "{network} does not show this post so far; it may be too new. It is looked at again without you.",
        "fr": "{network} ne montre pas encore cette publication ; elle est peut-être trop récente. Elle sera relue "
        "sans que vous ayez rien à faire.",
    },
    "link.unseen": {
        "en": "{network} could not be read, however often we tried. Your mentor sees your link and can help.",
        "fr": "{network} n'a pas pu être lu malgré plusieurs essais. La personne qui vous accompagne voit votre lien "
        "et peut vous aider.",
    },
    "link.parked": {
        "en": "Something on our side breaks at this link, however often we tried. Whoever runs this site can see it.",
        "fr": "Quelque chose chez nous échoue sur ce lien malgré plusieurs essais. Qui fait tourner ce site le voit.",
    },
    "link.gone": {
        "en": "There is no post at this address; it may have been deleted.",
        "fr": "Il n'y a pas de publication à cette adresse ; elle a peut-être été supprimée.",
    },
    "link.not_yours": {
        "en": "No account that you have linked wrote this post. Paste the link of one of your own posts, or link the "
        "account that wrote it.",
        "fr": "Aucun des comptes que vous avez reliés n'a écrit cette publication. Collez le lien d'une de vos "
        "publications, ou reliez le compte qui l'a écrite.",
    },
    "link.protected": {
        "en": "This post is private, so we can't read it. Show it to everybody and paste the link again, or ask your "
        "mentor for another way.",
        "fr": "Cette publication est privée et ne peut pas être lue. Rendez-la publique et collez de nouveau le lien, "
        "ou demandez une autre voie à la personne qui vous accompagne.",
    },
    "link.suspended": {
        "en": "{network} has suspended the account that wrote this post, and does not show it.",
        "fr": "{network} a suspendu le compte qui a écrit cette publication, et ne la montre pas.",
    },
    "link.account_gone": {
        "en": "{network} shows no account at this address. If your handle has changed, copy the address of your post "
        "again.",
        "fr": "{network} ne montre aucun compte à cette adresse. Si votre identifiant a changé, copiez de nouveau "
        "l'adresse de votre publication.",
    },
    "link.outside": {
        "en": "Your post is of {at}. This challenge counts what is posted from {since} to {until}.",
        "fr": "Votre publication est du {at}. Ce défi compte ce qui est publié du {since} au {until}.",
    },
    "link.counts": {"en": "Your post of {at} counts.", "fr": "Votre publication du {at} compte."},
    "link.already": {
        "en": "Your post of {at} was counted already.",
        "fr": "Votre publication du {at} était déjà comptée.",
    },
    "link.looking": {
        "en": "Your post of {at} was seen. Who has passed it on is being looked at.",
        "fr": "Votre publication du {at} a été vue. On regarde maintenant qui l'a relayée.",
    },
    "link.no_part": {
        "en": "Your post of {at} was seen, but this challenge does not look at posts like it. “How it is judged” says "
        "what is asked for.",
        "fr": "Votre publication du {at} a été vue, mais ce défi ne regarde pas ce genre de publication. « Comment "
        "c'est jugé » dit ce qui est demandé.",
    },
}

_ABOUT_THE_AUTHOR = {
    TroubleKind.PROTECTED: "link.protected",
    TroubleKind.SUSPENDED: "link.suspended",
    TroubleKind.ACCOUNT_GONE: "link.account_gone",
}
PARKED = "link.parked"
"""Looking at the link breaks, on our side."""
RETRYABLE_OUTCOMES = frozenset({*_ABOUT_THE_AUTHOR.values(), "link.unseen", "link.no_budget", PARKED})
"""What may be otherwise when the same link is pasted again."""
COUNTED_OUTCOMES = frozenset({"link.counts", "link.already"})
"""The last word, however often the same link is pasted."""
WAITING = "link.waits"
"""The network cannot be asked for now."""
PENDING_OUTCOMES = frozenset({"link.pending", WAITING, "link.not_shown"})
"""What is not the last word: the link is looked at again without anybody asking."""


class Sentence(NamedTuple):
    """A sentence by its name, and what fills it."""

    word: str
    values: Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class LinkSituation:
    """What is known before anything is read. ``networks``: of the cohort. ``own_ids``: network → ids of the learner's
    linked accounts. ``answer``: what stands for the challenge, ``needs``: the kinds of what it still needs."""

    networks: tuple[str, ...]
    own_ids: Mapping[str, frozenset[str]]
    window: Span
    answer: Answer | None
    needs: frozenset[NeedKind]


def is_address(text: str, schemes: Collection[str] = ()) -> bool:
    """Whether that can be the address of a post: https://, or http:// on this machine; no login in it. ``schemes``:
    which networks have besides, such as ``at``."""
    match = _ADDRESS.fullmatch(text)
    return match is not None and (match[1] is None or match[1].lower() in set(schemes) - {"http", "https"})


def sentence_before_reading(
    situation: LinkSituation, network: str, labels: Mapping[str, str], now: datetime
) -> Sentence | None:
    """What can be said without reading the post; None if it is worth reading. ``network``: empty if no network knows
    the address. ``labels``: network → its name as people write it."""
    networks = ", ".join(labels.get(name, name) for name in situation.networks)
    label = labels.get(network, network)
    if now < situation.window.start:
        return Sentence("link.not_open", {"since": situation.window.start.isoformat()})
    if not network:
        return Sentence("link.no_post", {"networks": networks})
    if network not in situation.networks:
        return Sentence("link.other_network", {"network": label, "networks": networks})
    if not situation.own_ids.get(network):
        return Sentence("link.no_account", {"network": label})
    if situation.answer is Answer.MET:
        return Sentence("link.met", {})
    if situation.needs and not situation.needs & POST_NEEDS:
        return Sentence("link.no_use", {})
    return None


def sentence_of_reading(reading: Reading, label: str, own_ids: Collection[str]) -> Sentence | None:
    """What the reading alone says; None if it holds a post of the learner's own, which is then to be judged.

    ``label``: the network's name as people write it. ``own_ids``: of the learner's accounts there."""
    if reading.trouble:
        for_now = "link.not_shown" if reading.trouble.kind is TroubleKind.NOT_LOOKED else WAITING
        return Sentence(_ABOUT_THE_AUTHOR.get(reading.trouble.kind, for_now), {"network": label})
    if not reading.activities:
        return Sentence("link.gone", {})
    if any(post.actor in own_ids for post in reading.activities):
        return None
    return Sentence("link.not_yours", {})


def sentence_after_judging(post: Activity, finding: Finding, window: Span, was_logged: bool) -> Sentence:
    """What the judge's evidence says of the learner's own post. ``was_logged``: the log had it before it
    was pasted."""
    at: dict[str, Scalar] = {"at": post.began_by.isoformat()}
    if post.began_by not in window:
        return Sentence("link.outside", at | {"since": window.start.isoformat(), "until": window.end.isoformat()})
    passed_on = {fact.key for fact in finding.counted if post.key in (fact.target, fact.references.quote_of)}
    lines = [
        line for line in finding.lines if line.key in {post.key, *passed_on} or (post.url and line.url == post.url)
    ]
    if any(line.mark is Mark.COUNTS for line in lines):
        return Sentence("link.already" if was_logged else "link.counts", at)
    refusal = next((line for line in lines if line.mark is Mark.DOES_NOT_COUNT), None)
    if refusal:
        return Sentence(refusal.word, refusal.values)
    may_be_folded = any(line.word == MORE_UNSEEN for line in finding.lines)
    return Sentence("link.looking" if lines or may_be_folded else "link.no_part", at)
