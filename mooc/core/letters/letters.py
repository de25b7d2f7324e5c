"""Letters to facilitators and to who comes in, in French and English: subject and body, plain text."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from mooc.core.facts.cost import Cost, Limit
from mooc.core.values.authored import Lang
from mooc.core.values.localized import format_number


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

_JOIN: Mapping[Lang, Letter] = {
    "en": Letter(
        "Join “{title}”",
        "You, or somebody else, want to join “{title}” with this address. Choose a name and a password here:\n\n"
        "{url}\n\n"
        "The link works for three days. If it was not you, do nothing: no account is made.\n",
    ),
    "fr": Letter(
        "Rejoindre « {title} »",
        "Vous, ou une autre personne, souhaitez rejoindre « {title} » avec cette adresse. Choisissez ici un nom et un "
        "mot de passe :\n\n{url}\n\n"
        "Le lien fonctionne pendant trois jours. Si cela ne vient pas de vous, ne faites rien : aucun compte n'est "
        "créé.\n",
    ),
}
_KNOWN: Mapping[Lang, Letter] = {
    "en": Letter(
        "Join “{title}”",
        "You, or somebody else, want to join “{title}” with this address. There is already an account with it. "
        "Sign in and join:\n\n{url}\n\nIf you have forgotten the password:\n\n{reset}\n\n"
        "If it was not you, do nothing: nothing has changed.\n",
    ),
    "fr": Letter(
        "Rejoindre « {title} »",
        "Vous, ou une autre personne, souhaitez rejoindre « {title} » avec cette adresse. Elle a déjà un compte. "
        "Connectez-vous et rejoignez la cohorte :\n\n{url}\n\nSi vous avez oublié le mot de passe :\n\n{reset}\n\n"
        "Si cela ne vient pas de vous, ne faites rien : rien n'a changé.\n",
    ),
}


def join_letter(title: str, url: str, lang: Lang) -> Letter:
    """Somebody who is new here shows with this link that the address is theirs."""
    return _filled(_JOIN[lang], {"title": " ".join(title.split()), "url": url})


def account_exists_letter(title: str, url: str, reset: str, lang: Lang) -> Letter:
    """Who has an account need not make one to join."""
    return _filled(_KNOWN[lang], {"title": " ".join(title.split()), "url": url, "reset": reset})


def _filled(letter: Letter, values: Mapping[str, str]) -> Letter:
    return Letter(*(text.format(**values) for text in letter))


def budget_letter(level: int, network: str, title: str, spent: Cost, cap: Limit, url: str, lang: Lang) -> Letter:
    """So many per cent (50, 80, 100) of a cohort's budget on a network are spent. ``network``: as people write it."""
    values = {"level": level, "network": network, "title": " ".join(title.split()), "url": url}
    values |= {"spent": _amount(spent.usd if cap.usd is not None else None, spent.requests, lang)}
    values |= {"cap": _amount(cap.usd, cap.requests or 0, lang)}
    lines = (_SPENT[lang], _NEXT[level][lang], _WHERE[lang])
    return Letter(_SUBJECT[lang].format(**values), "\n\n".join(lines).format(**values) + "\n")


def _amount(usd: Decimal | None, requests: int, lang: Lang) -> str:
    if usd is not None:
        number = format_number(usd.quantize(Decimal("0.01")), lang)
        return f"${number}" if lang == "en" else f"{number} $"
    number = format_number(requests, lang)
    if lang == "en":
        return f"{number} request" if requests == 1 else f"{number} requests"
    return f"{number} requête" if requests < 2 else f"{number} requêtes"
