"""Letters to facilitators, in French and English: subject and body, plain text."""

from collections.abc import Mapping
from typing import NamedTuple

from mooc.core.budget import Amount, Cap
from mooc.core.links import called
from mooc.core.value import Lang


class Letter(NamedTuple):
    """What is sent."""

    subject: str
    body: str


_SUBJECT: Mapping[Lang, str] = {
    "en": "{level} % of the {network} budget is spent: {title}",
    "fr": "{level} % du budget {network} est dépensé : {title}",
}
_SPENT: Mapping[Lang, str] = {
    "en": "Your cohort “{title}” has spent {spent} of {cap} on reading {network}.",
    "fr": "Votre cohorte « {title} » a dépensé {spent} sur {cap} pour lire {network}.",
}
_NEXT: Mapping[int, Mapping[Lang, str]] = {
    50: {
        "en": "Nothing changes for now. From 80 % on, only links that learners paste and the last look of each window "
        "are still read.",
        "fr": "Rien ne change pour l'instant. À partir de 80 %, seuls les liens collés et le dernier regard de chaque "
        "fenêtre sont encore lus.",
    },
    80: {
        "en": "From now on only links that learners paste and the last look of each window are read; from 95 % on, the "
        "word of a peer counts instead. Nobody is told “not yet” because of it.",
        "fr": "Désormais seuls les liens collés et le dernier regard de chaque fenêtre sont lus ; à partir de 95 %, la "
        "parole d'un pair compte à la place. Personne ne lira « pas encore » pour cette raison.",
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


def _amount(usd: object, requests: int, lang: Lang) -> str:
    if usd is not None:
        return f"${usd:.2f}" if lang == "en" else f"{usd:.2f} $".replace(".", ",")
    return f"{requests} requests" if lang == "en" else f"{requests} requêtes"
