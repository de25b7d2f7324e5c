"""Letters to facilitators, in French and English: subject and body, plain text."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from mooc.core.budget import Amount, Cap
from mooc.core.links import called
from mooc.core.value import Lang
from mooc.core.words import number_in_words


class Letter(NamedTuple):
    """What is sent."""

    subject: str
    body: str


_SUBJECT: Mapping[Lang, str] = {
    "en": "{level}% of the {network} budget is spent: {title}",
    "fr": "{level} % du budget {network} est dépensé : {title}",
}
_SPENT: Mapping[Lang, str] = {
    "en": "Your cohort “{title}” has spent {spent} of {cap} on reading {network}.",
    "fr": "Votre cohorte « {title} » a dépensé {spent} sur {cap} pour lire {network}.",
}
_NEXT: Mapping[int, Mapping[Lang, str]] = {
    50: {
        "en": "Nothing changes for now. From 80% on, only links that learners paste and the look at the end of each "
        "challenge are still read.",
        "fr": "Rien ne change pour l'instant. À partir de 80 %, seuls les liens collés et le passage à la fin de "
        "chaque défi sont encore lus.",
    },
    80: {
        "en": "From now on only links that learners paste and the look at the end of each challenge are read; from 95% "
        "on, the word of a peer counts instead. Nobody is told “not yet” because of it.",
        "fr": "Désormais seuls les liens collés et le passage à la fin de chaque défi sont lus ; à partir de 95 %, "
        "la parole d'un pair compte à la place. Personne ne lira « pas encore » pour cette raison.",
    },
    100: {
        "en": "Nothing more is read there for this cohort; the word of a peer counts instead. Nobody is told “not yet” "
        "because of it.",
        "fr": "Plus rien n'y est lu pour cette cohorte ; la parole d'un pair compte à la place. Personne ne lira « pas "
        "encore » pour cette raison.",
    },
}
_WHERE: Mapping[Lang, str] = {"en": "What it went on, and the cap: {url}", "fr": "Le détail, et le plafond : {url}"}


def budget_letter(level: int, network: str, title: str, spent: Amount, cap: Cap, url: str, lang: Lang) -> Letter:
    """So many per cent (50, 80, 100) of a cohort's budget on a network are spent."""
    values = {"level": level, "network": called(network), "title": " ".join(title.split()), "url": url}
    values |= {"spent": _amount(spent.usd if cap.usd is not None else None, spent.requests, lang)}
    values |= {"cap": _amount(cap.usd, cap.requests or 0, lang)}
    lines = (_SPENT[lang], _NEXT[level][lang], _WHERE[lang])
    return Letter(_SUBJECT[lang].format(**values), "\n\n".join(lines).format(**values) + "\n")


def _amount(usd: Decimal | None, requests: int, lang: Lang) -> str:
    if usd is not None:
        told = number_in_words(usd.quantize(Decimal("0.01")), lang)
        return f"${told}" if lang == "en" else f"{told} $"
    told = number_in_words(requests, lang)
    if lang == "en":
        return f"{told} request" if requests == 1 else f"{told} requests"
    return f"{told} requête" if requests < 2 else f"{told} requêtes"
