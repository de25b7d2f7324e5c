"""Lines of evidence in the reader's language: sentences, names of accounts, moments in the reader's zone, numbers."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import NamedTuple

from mooc.core.checks import CHECKS
from mooc.core.checks.base import Words
from mooc.core.evidence.verdict import ACCOUNT_VALUES, Line
from mooc.core.facts.troubles import TroubleKind
from mooc.core.judging import pasted_links
from mooc.core.judging.third_person import in_third_person, learner_placeholders
from mooc.core.values.authored import Lang
from mooc.core.values.localized import format_figure, format_moment, format_number

UNREADABLE, UNREADABLE_PASS = "answer.unreadable", "answer.unreadable_pass"

ANSWERS: Words = {
    "answer.met": {"en": "Met.", "fr": "Réussi."},
    "answer.not_yet": {"en": "Not yet.", "fr": "Pas encore."},
    "answer.cant_tell": {"en": "Can't tell yet.", "fr": "On ne peut pas encore le dire."},
    "answer.as_of": {"en": "Everything up to {until} has been seen.", "fr": "Tout a été vu jusqu'au {until}."},
    "answer.not_open": {"en": "This challenge opens on {since}.", "fr": "Ce défi s'ouvre le {since}."},
    "answer.still_counts": {
        "en": "The time for it is over; what you do until {until} still counts.",
        "fr": "Le temps prévu est passé ; ce que vous faites jusqu'au {until} compte encore.",
    },
    "answer.in_grace": {
        "en": "It was due on {since}; it was done after that, in the grace that the course gives, and counts.",
        "fr": "C'était attendu pour le {since} ; cela a été fait après, dans le délai de grâce du cours, et compte.",
    },
    "answer.more": {
        "en": "Older ones that do not count and are not listed: {n}.",
        "fr": "Plus anciens, qui ne comptent pas et ne figurent pas ici : {n}.",
    },
    "answer.more_unseen": {
        "en": "Older ones of which not everything could be seen, and that are not listed: {n}.",
        "fr": "Plus anciens, dont tout n'a pas pu être vu et qui ne figurent pas ici : {n}.",
    },
    "proof.peer": {
        "en": "Confirmed on {at} by a peer of your twinome.",
        "fr": "Confirmé le {at} par une personne de votre twinôme.",
    },
    UNREADABLE: {
        "en": "Part of what was found cannot be read any more. It is being judged again.",
        "fr": "Une partie de ce qui a été constaté n'est plus lisible. Une nouvelle évaluation est en cours.",
    },
    UNREADABLE_PASS: {
        "en": "Part of what was found cannot be read any more. The pass stays: its receipt says what it was given for.",
        "fr": "Une partie de ce qui a été constaté n'est plus lisible. La réussite reste acquise : le reçu en dit la "
        "raison.",
    },
    "answer.evidence_gone": {
        "en": "What proved it can no longer be seen. The pass stays: it was seen when it counted.",
        "fr": "Ce qui le prouvait ne se voit plus. La réussite reste acquise : cela a été vu quand il le fallait.",
    },
}

_CANT_TELL: Mapping[Lang, str] = {"en": "Can't tell yet: {reason}.", "fr": "On ne peut pas encore le dire : {reason}."}

_REASONS: Mapping[TroubleKind, Mapping[Lang, str]] = {
    TroubleKind.NOT_LOOKED: {
        "en": "not everything has been looked at so far",
        "fr": "tout n'a pas encore été regardé",
    },
    TroubleKind.RATE_LIMITED: {
        "en": "the network asks us to wait",
        "fr": "le réseau nous demande d'attendre",
    },
    TroubleKind.OUT_OF_CREDITS: {
        "en": "the credit for reading this network is used up; the facilitators know",
        "fr": "le crédit de lecture de ce réseau est épuisé ; l'équipe d'animation le sait",
    },
    TroubleKind.UNAUTHORIZED: {
        "en": "the network no longer accepts the key with which we read it; the facilitators know",
        "fr": "le réseau n'accepte plus la clé avec laquelle nous le lisons ; l'équipe d'animation le sait",
    },
    TroubleKind.BUDGET: {
        "en": "what the cohort may spend on reading this network is used up for now; paste the link of your post, or "
        "ask somebody of your twinome to confirm it",
        "fr": "ce que la cohorte peut dépenser pour lire ce réseau est épuisé pour l'instant ; collez le lien de votre "
        "publication, ou demandez à une personne de votre twinôme de le confirmer",
    },
    TroubleKind.UNREACHABLE: {"en": "the network is down", "fr": "le réseau ne répond pas"},
    TroubleKind.SERVER_ERROR: {"en": "the network has a fault", "fr": "le réseau est en panne"},
    TroubleKind.BAD_ANSWER: {
        "en": "the network's answer could not be understood",
        "fr": "la réponse du réseau est incompréhensible",
    },
    TroubleKind.PARTIAL: {
        "en": "the network gave only a part of its answer",
        "fr": "le réseau n'a donné qu'une partie de sa réponse",
    },
    TroubleKind.LOOPING: {
        "en": "the network keeps giving the same page",
        "fr": "le réseau redonne sans cesse la même page",
    },
    TroubleKind.REFUSED: {"en": "the network refuses to be read", "fr": "le réseau refuse la lecture"},
    TroubleKind.GAP: {
        "en": "a part of the time could not be seen, and the network does not give it any more; a mentor can help",
        "fr": "une partie de la période n'a pas été vue et le réseau ne la donne plus ; une personne du mentorat peut "
        "vous aider",
    },
    TroubleKind.PROTECTED: {
        "en": "your account is protected, so it can't be read; nothing is lost, ask for another way",
        "fr": "votre compte est protégé et ne peut pas être lu ; rien n'est perdu, demandez une autre voie",
    },
    TroubleKind.SUSPENDED: {
        "en": "the network has suspended your account",
        "fr": "le réseau a suspendu votre compte",
    },
    TroubleKind.ACCOUNT_GONE: {
        "en": "your account is deactivated or deleted; activate it again, or link the one that you use now",
        "fr": "votre compte est désactivé ou supprimé ; réactivez-le, ou reliez celui que vous utilisez maintenant",
    },
    TroubleKind.MOVED: {
        "en": "your account has moved; link the one that you use now",
        "fr": "votre compte a déménagé ; reliez celui que vous utilisez maintenant",
    },
    TroubleKind.HIDDEN: {
        "en": "the list that would show it is hidden, or the server does not give it; open it in the account's "
        "settings, or ask a mentor to confirm it",
        "fr": "la liste qui le montrerait est masquée, ou le serveur ne la donne pas ; ouvrez-la dans les réglages du "
        "compte, ou demandez une confirmation à une personne du mentorat",
    },
    TroubleKind.NOT_SHOWN: {
        "en": "the network does not show a post of somebody else that is needed for it; somebody of your twinome can "
        "confirm it, or a mentor",
        "fr": "le réseau ne montre pas une publication de quelqu'un d'autre qu'il faudrait voir ; une personne de "
        "votre twinôme peut le confirmer, ou du mentorat",
    },
    TroubleKind.NO_ACCOUNT: {
        "en": "you have not linked an account so far",
        "fr": "vous n'avez pas encore relié de compte",
    },
    TroubleKind.NOT_ON_NETWORK: {
        "en": "too few of the people asked for are on a network where you have an account",
        "fr": "trop peu des personnes demandées sont sur un réseau où vous avez un compte",
    },
    TroubleKind.NOT_ASKABLE: {
        "en": "we do not ask the network for this about the people whom the rule means; somebody of your twinome can "
        "confirm it, or a mentor",
        "fr": "nous ne le demandons pas au réseau pour les personnes dont parle la règle ; une personne de votre "
        "twinome peut le confirmer, ou du mentorat",
    },
    TroubleKind.CRASHING: {
        "en": "something went wrong on our side; the operators know",
        "fr": "quelque chose a échoué de notre côté ; l'équipe technique le sait",
    },
}

KNOWN: Mapping[str, Mapping[Lang, str]] = {
    "host": {
        "en": "{person} hosts the course, and so does not count as somebody from outside.",
        "fr": "{person} est l'hôte du cours et ne compte donc pas comme une personne extérieure.",
    },
    "list": {
        "en": "{person} is on a list of the course, and so does not count as somebody from outside.",
        "fr": "{person} figure sur une liste du cours et ne compte donc pas comme une personne extérieure.",
    },
    "course": {
        "en": "{person} takes part in the course, and so does not count as somebody from outside.",
        "fr": "{person} participe au cours et ne compte donc pas comme une personne extérieure.",
    },
    "twinome": {
        "en": "{person} is of your twinome, and so does not count as somebody from outside.",
        "fr": "{person} fait partie de votre twinome et ne compte donc pas comme une personne extérieure.",
    },
}
"""What makes somebody no stranger (``mooc.core.facts.audience.known_by``): said after the sentence about them."""
_NEXT: Mapping[Lang, str] = {"en": "Next look: {next}.", "fr": "Prochain passage : {next}."}

TROUBLES: Words = {
    f"trouble.{kind}": {lang: _CANT_TELL[lang].format(reason=reason) for lang, reason in reasons.items()}
    for kind, reasons in _REASONS.items()
}

SENTENCES: Words = {
    **ANSWERS,
    **TROUBLES,
    **pasted_links.WORDS,
    **{name: sentence for check in CHECKS.values() for name, sentence in check.words.items()},
}
"""Every sentence that a line can name."""

_SOMEBODY: Mapping[Lang, str] = {"en": "an account", "fr": "un compte"}
AUDIENCE_PHRASES: Mapping[str, Mapping[Lang, str]] = {
    "anyone": {"en": "anyone", "fr": "n'importe qui"},
    "host": {"en": "the host of the course", "fr": "l'hôte du cours"},
    "twinome": {"en": "somebody of your twinome", "fr": "une personne de votre twinôme"},
    "cohort": {"en": "somebody of the cohort", "fr": "une personne de la cohorte"},
    "mentors": {"en": "one of the mentors", "fr": "une personne du mentorat"},
    "another_cohort": {"en": "somebody of another cohort", "fr": "une personne d'une autre cohorte"},
    "outside_cohort": {"en": "somebody outside the cohort", "fr": "une personne extérieure à la cohorte"},
    "list": {"en": "somebody of the list “{list}”", "fr": "une personne de la liste « {list} »"},
    "named": {"en": "one of {list}", "fr": "une personne parmi {list}"},
}
"""How sentences speak of the people of a rule (``Audience.whom``)."""
_MOMENTS = frozenset({"at", "since", "until", "next"})
_FIGURES = frozenset({"value", "other"})


class _Values(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def render(
    line: Line,
    lang: Lang,
    names: Mapping[str, str],
    zone: tzinfo,
    lists: Mapping[str, str] | None = None,
    about: str = "",
) -> str:
    """The line as the reader sees it. ``names``: account id → handle; ``zone``: the reader's time zone; ``lists``:
    account id → name of the cohort's list on which it stands, told where no handle is known. ``about``: the learner's
    pseudonym, where the reader is somebody else.

    A sentence that is no longer known (a line from an older version) is shown by its name. A value that an author has
    written in each language is told in the reader's: of ``prompt_fr`` and ``prompt_en`` one becomes ``prompt``.
    """
    texts = SENTENCES.get(line.word)
    if texts is None:
        return line.word
    sentence = in_third_person(line.word, texts[lang], lang) if about else texts[lang]
    friend = KNOWN.get(str(line.values.get("known")), {}).get(lang, "")
    friend = in_third_person("known", friend, lang) if about else friend
    more = friend or (_NEXT[lang] if "next" in line.values else "")
    reader = _Reader(lang, names, zone, lists or {}, about)
    values = _Values({name: _in_words(name, value, reader) for name, value in line.values.items()})
    values |= {name.removesuffix(f"_{lang}"): value for name, value in values.items() if name.endswith(f"_{lang}")}
    values["person"] = values["by"] if "by" in values else values["target"]
    text = f"{sentence} {more}" if more else sentence
    return text.format_map(_Values(values, **learner_placeholders(about)) if about else values)


class _Reader(NamedTuple):
    """Whom a value is shown to, and with what, as ``render`` was given it."""

    lang: Lang
    names: Mapping[str, str]
    zone: tzinfo
    lists: Mapping[str, str]
    about: str


def _in_words(name: str, value: str | int, reader: _Reader) -> str:
    if name in ACCOUNT_VALUES:
        account = str(value)
        if handle := reader.names.get(account):
            return f"@{handle.removeprefix('@')}"
        if account not in reader.lists:
            return _SOMEBODY[reader.lang]
        listed = reader.lists[account]
        return _whom(listed if listed in AUDIENCE_PHRASES else "list", listed, reader)
    if name == "whom":
        kind, _, listed = str(value).partition(":")
        return _whom(kind, listed, reader)
    if name in _MOMENTS:
        return format_moment(datetime.fromisoformat(str(value)), reader.lang, reader.zone)
    if isinstance(value, int):
        return format_number(value, reader.lang)
    return format_figure(value, reader.lang) if name in _FIGURES else value


def _whom(kind: str, listed: str, reader: _Reader) -> str:
    """``listed``: the name of a list, or the people themselves who are named in place (``@…``)."""
    if listed.startswith("@"):
        kind = "named" if "," in listed else ""
    if not kind:
        return listed
    text = AUDIENCE_PHRASES[kind][reader.lang]
    if reader.about:
        text = in_third_person(f"whom.{kind}", text, reader.lang).format_map(
            _Values(learner_placeholders(reader.about), list="{list}")
        )
    return text.replace("{list}", listed)
