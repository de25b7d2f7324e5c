"""The sentences that tell members why they are together."""

from collections.abc import Mapping

from mooc.core.pairing.twinome import Reason
from mooc.core.values.authored import Lang

SENTENCES: Mapping[str, Mapping[Lang, str]] = {
    "language.shared": {"en": "A language you share: {language}.", "fr": "Une langue en commun : {language}."},
    "language.between": {"en": "{who} and {to} share {language}.", "fr": "{who} et {to} ont en commun : {language}."},
    "language.none": {
        "en": "You have no language that all of you share: no better group could be found.",
        "fr": "Vous n'avez pas de langue commune à tout le groupe : aucun meilleur groupe n'a pu être trouvé.",
    },
    "language.unsaid": {
        "en": "{who} has not named any language yet.",
        "fr": "{who} n'a pas encore indiqué de langue.",
    },
    "network.shared": {"en": "A network you share: {network}.", "fr": "Un réseau en commun : {network}."},
    "network.between": {
        "en": "{who} and {to} are both on {network}.",
        "fr": "{who} et {to} ont un réseau en commun : {network}.",
    },
    "network.none": {
        "en": "You have no network that all of you share: no better group could be found.",
        "fr": "Vous n'avez pas de réseau commun à tout le groupe : aucun meilleur groupe n'a pu être trouvé.",
    },
    "network.unsaid": {
        "en": "{who} has not linked an account on a network yet.",
        "fr": "{who} n'a pas encore relié de compte sur un réseau.",
    },
    "hours.same": {"en": "Your clocks show the same time.", "fr": "Vos horloges donnent la même heure."},
    "hours.within": {
        "en": "Your clocks are at most {hours} h apart.",
        "fr": "Vos horloges ont au plus {hours} h d'écart.",
    },
    "barter.offers": {
        "en": "{who} offers {skill}, which {to} wants.",
        "fr": "{who} propose {skill}, ce que recherche {to}.",
    },
    "met.never": {
        "en": "You have not been in a group together before.",
        "fr": "Vous n'avez encore jamais été dans un même groupe.",
    },
    "met.again": {
        "en": "{who} and {to} have been in a group together before (times: {times}).",
        "fr": "{who} et {to} ont déjà été dans un même groupe (nombre de fois : {times}).",
    },
    "late.joined": {"en": "{who} joined the group later.", "fr": "{who} a rejoint le groupe plus tard."},
    "unplaced.alone": {
        "en": "Nobody else is free yet: a group begins as soon as one more person is there.",
        "fr": "Personne d'autre n'est encore libre : un groupe commence dès qu'une autre personne est là.",
    },
    "unplaced.full": {
        "en": "All groups are full: a new one begins as soon as one more person is there.",
        "fr": "Tous les groupes sont complets : un nouveau commence dès qu'une autre personne est là.",
    },
}
"""Name of the reason → its sentence in each language, with ``{values}`` to fill."""

_LANGUAGES: Mapping[str, Mapping[Lang, str]] = {
    "ar": {"en": "Arabic", "fr": "arabe"},
    "de": {"en": "German", "fr": "allemand"},
    "en": {"en": "English", "fr": "anglais"},
    "es": {"en": "Spanish", "fr": "espagnol"},
    "fr": {"en": "French", "fr": "français"},
    "it": {"en": "Italian", "fr": "italien"},
    "ja": {"en": "Japanese", "fr": "japonais"},
    "nl": {"en": "Dutch", "fr": "néerlandais"},
    "pt": {"en": "Portuguese", "fr": "portugais"},
    "zh": {"en": "Chinese", "fr": "chinois"},
}


def explain(reason: Reason, lang: Lang, names: Mapping[str, str] | None = None) -> str:
    """The reason as a sentence. ``names``: member id → the name to show (the id itself where it is missing).

    >>> explain(Reason("language.shared", {"language": "fr"}), "en")
    'A language you share: French.'
    """
    texts = {}
    for key, value in reason.values.items():
        text = str(value)
        if key in ("who", "to"):
            text = (names or {}).get(text, text)
        elif key == "language":
            text = _LANGUAGES[text][lang] if text in _LANGUAGES else text
        elif key == "network":
            text = text.capitalize()
        texts[key] = text
    return SENTENCES[reason.word][lang].format_map(texts)
