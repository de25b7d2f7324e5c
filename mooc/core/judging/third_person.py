"""Sentences to a learner, told to somebody else: "your reply" becomes "wren's reply".

A check writes its sentences once, to the learner. Most turn by the phrases below; what tells the learner to do
something is written anew. ``{learner}`` is the pseudonym, ``{of_learner}`` and ``{that_learner}`` are French with it
(*de wren*, *d'Ada*; *que wren*, *qu'Ada*).
"""

from collections.abc import Mapping
from functools import lru_cache

from mooc.core.values.authored import Lang

Turns = tuple[tuple[str, str], ...]

_EN: Turns = (
    ("Your first post of your own", "{learner}'s first own post"),
    ("Each of you ", "Each of the two "),
    ("You do not follow", "{learner} does not follow"),
    ("You still follow", "{learner} still follows"),
    ("You have ", "{learner} has "),
    ("You follow ", "{learner} follows "),
    ("you follow ", "{learner} follows "),
    ("you follow:", "{learner} follows:"),
    ("you stop following", "{learner} stops following"),
    ("you no longer do", "{learner} no longer does"),
    ("and no longer do (", "and no longer does ("),
    ("you still do ", "{learner} still does "),
    ("what you do ", "what {learner} does "),
    ("you have ", "{learner} has "),
    ("you use ", "{learner} uses "),
    ("you are", "{learner} is"),
    ("without you", "by itself"),
    ("yourself", "{learner}"),
    ("yours", "{learner}'s"),
    ("Your ", "{learner}'s "),
    ("your ", "{learner}'s "),
    ("You ", "{learner} "),
    ("you", "{learner}"),
)
_FR: Turns = (  # what begins with "ous" turns a verb, for "Vous" and "vous" alike
    ("Votre citation de {target}", "La citation de {target} par {learner}"),
    ("Votre repartage de {target}", "Le repartage de {target} par {learner}"),
    ("Votre première publication à vous", "La première publication {of_learner}"),
    ("votre première publication", "la première publication {of_learner}"),
    ("votre plus long fil", "le plus long fil {of_learner}"),
    ("vos premiers mots à vous", "les premiers mots {of_learner}"),
    ("vos propres mots", "les propres mots {of_learner}"),
    ("publication à vous", "publication {of_learner}"),
    ("l'une de vos publications", "une publication {of_learner}"),
    ("une de vos publications", "une publication {of_learner}"),
    ("de votre twinôme", "du twinôme {of_learner}"),
    ("de votre twinome", "du twinome {of_learner}"),
    *((f"Votre {word}", f"La {word} {{of_learner}}") for word in ("publication", "réponse", "citation", "parole")),
    *((f"votre {word}", f"la {word} {{of_learner}}") for word in ("publication", "réponse")),
    *((f"Votre {word}", f"Le {word} {{of_learner}}") for word in ("repartage", "chiffre", "geste", "lien")),
    *((f"votre {word}", f"le {word} {{of_learner}}") for word in ("compte", "chiffre")),
    *((f"vos {word}", f"les {word} {{of_learner}}") for word in ("publications", "mots")),
    ("que vous ne le suivez plus", "{that_learner} ne le suit plus"),
    ("que vous suivez", "{that_learner} suit"),
    ("que vous cessez", "{that_learner} cesse"),
    ("que vous avez", "{that_learner} a"),
    ("que vous aviez", "{that_learner} avait"),
    ("que vous faites", "{that_learner} fait"),
    ("qui vous êtes", "qui est {learner}"),
    ("Comptes à vous", "Comptes {of_learner}"),
    ("et ne suivez plus", "et ne suit plus"),
    ("ous ne suivez pas", "ous ne suit pas"),
    ("ous suivez", "ous suit"),
    ("ous suiviez", "ous suivait"),
    ("ous n'avez", "ous n'a"),
    ("ous n'aviez", "ous n'avait"),
    ("ous l'avez", "ous l'a"),
    ("ous avez", "ous a"),
    ("ous aviez", "ous avait"),
    ("vous remercie", "remercie {learner}"),
    ("le vôtre", "le geste {of_learner}"),
    ("sans que vous ayez rien à faire", "sans qu'il y ait rien à faire"),
    ("de vous-même", "{of_learner}"),
    ("à vous-même", "à {learner}"),
    ("De vous", "{Of_learner}"),
    ("de vous", "{of_learner}"),
    ("Vous ", "{learner} "),
    ("vous ", "{learner} "),
    ("vous", "{learner}"),
)
_TURNS: Mapping[Lang, Turns] = {"en": _EN, "fr": _FR}

_EN_CANT, _FR_CANT = "Can't tell yet: ", "On ne peut pas encore le dire : "
_ANEW: Mapping[str, Mapping[Lang, str]] = {
    "trouble.budget": {
        "en": f"{_EN_CANT}what the cohort may spend on reading this network is used up for now; {{learner}} can paste "
        "the link of the post, or somebody of the same twinome can confirm it.",
        "fr": f"{_FR_CANT}ce que la cohorte peut dépenser pour lire ce réseau est épuisé pour l'instant ; {{learner}} "
        "peut coller le lien de la publication, ou une personne du même twinôme le confirmer.",
    },
    "trouble.gap": {
        "en": f"{_EN_CANT}a part of the time could not be seen, and the network does not give it any more; a mentor "
        "can help.",
        "fr": f"{_FR_CANT}une partie de la période n'a pas été vue et le réseau ne la donne plus ; une personne du "
        "mentorat peut aider.",
    },
    "trouble.protected": {
        "en": f"{_EN_CANT}the account of {{learner}} is protected, so it can't be read; nothing is lost, there are "
        "other ways.",
        "fr": f"{_FR_CANT}le compte {{of_learner}} est protégé et ne peut pas être lu ; rien n'est perdu, il y a "
        "d'autres voies.",
    },
    "trouble.account_gone": {
        "en": f"{_EN_CANT}the account of {{learner}} no longer exists on the network; another one has to be linked.",
        "fr": f"{_FR_CANT}le compte {{of_learner}} n'existe plus sur le réseau ; il faut en relier un autre.",
    },
    "trouble.moved": {
        "en": f"{_EN_CANT}the account of {{learner}} has moved; the new one has to be linked.",
        "fr": f"{_FR_CANT}le compte {{of_learner}} a déménagé ; il faut relier le nouveau.",
    },
    "trouble.hidden": {
        "en": f"{_EN_CANT}the list that would show it is hidden, or the server does not give it; {{learner}} can open "
        "it in the account's settings, or a mentor can confirm it.",
        "fr": f"{_FR_CANT}la liste qui le montrerait est masquée, ou le serveur ne la donne pas ; {{learner}} peut "
        "l'ouvrir dans les réglages du compte, ou une personne du mentorat peut le confirmer.",
    },
    "follow.how_new": {
        "en": "Only a follow begun while this challenge is open counts, of somebody {learner} did not follow before.",
        "fr": "Seul compte un abonnement commencé pendant que ce défi est ouvert, à un compte {that_learner} ne "
        "suivait pas auparavant.",
    },
    "follow.again": {
        "en": "{learner} followed {target} before this challenge opened, stopped, and followed again; a new follow is "
        "asked for.",
        "fr": "{learner} suivait {target} avant l'ouverture de ce défi, puis a cessé et repris ; un nouvel abonnement "
        "est demandé.",
    },
    "listen.spoke": {
        "en": "{learner} spoke on {at}. After a silence until {until}, what comes before a next own post counts.",
        "fr": "{learner} a pris la parole le {at}. Après un silence jusqu'au {until}, ce qui précède une nouvelle "
        "publication compte.",
    },
    "listen.silent": {
        "en": "{learner} has been silent since {at}, for a day or more: what comes now, before a next own post, "
        "counts.",
        "fr": "{learner} garde le silence depuis le {at}, un jour ou plus : ce qui vient maintenant, avant une "
        "nouvelle publication, compte.",
    },
    "link.not_open": {
        "en": "This challenge opens on {since}. The link has to be pasted again once it is open.",
        "fr": "Ce défi s'ouvre le {since}. Le lien sera à coller de nouveau quand il sera ouvert.",
    },
    "link.no_post": {
        "en": "This is not the address of a post on {networks}.",
        "fr": "Ce n'est pas l'adresse d'une publication sur {networks}.",
    },
    "link.no_account": {
        "en": "This post is on {network}, where {learner} has not linked an account.",
        "fr": "Cette publication est sur {network}, où {learner} n'a pas relié de compte.",
    },
    "link.no_budget": {
        "en": "What this cohort may spend on reading {network} is used up, links included. Somebody of the same "
        "twinome can confirm it.",
        "fr": "Ce que cette cohorte peut dépenser pour lire {network} est épuisé, liens compris. Une personne du même "
        "twinôme peut le confirmer.",
    },
    "link.unseen": {
        "en": "{network} could not be read, however often we tried. A mentor can help.",
        "fr": "{network} n'a pas pu être lu malgré plusieurs essais. Une personne du mentorat peut aider.",
    },
    "link.not_yours": {
        "en": "No account that {learner} has linked wrote this post.",
        "fr": "Aucun des comptes {that_learner} a reliés n'a écrit cette publication.",
    },
    "link.protected": {
        "en": "This post is private, so we can't read it.",
        "fr": "Cette publication est privée et ne peut pas être lue.",
    },
    "link.account_gone": {
        "en": "{network} shows no account at this address. The handle of {learner} may have changed.",
        "fr": "{network} ne montre aucun compte à cette adresse. L'identifiant {of_learner} a peut-être changé.",
    },
    "listen.how_first": {
        "en": "Only what comes before the first post of one's own counts: listen, then speak.",
        "fr": "Seul compte ce qui précède la première publication {of_learner} : écouter, puis parler.",
    },
    "figure.contradicted": {
        "en": "{by} gives {other} where {learner}'s figure of {at} says {value}; it is to be looked at together.",
        "fr": "{by} donne {other} là où le chiffre {of_learner} du {at} dit {value} ; à regarder ensemble.",
    },
}
"""Sentence → the same about somebody, where it tells the learner what to do."""

_VOWELS = "aeiouyàâäæéèêëîïôöœùûü"


@lru_cache(maxsize=2048)
def in_third_person(word: str, text: str, lang: Lang) -> str:
    """The sentence of that name about somebody; ``learner_placeholders`` fill the places that are left for the name."""
    if word in _ANEW:
        return _ANEW[word][lang]
    for second_person, third_person in _TURNS[lang]:
        text = text.replace(second_person, third_person)
    return text


def learner_placeholders(learner: str) -> Mapping[str, str]:
    """What fills the places.

    >>> learner_placeholders("Ada")["of_learner"], learner_placeholders("wren")["that_learner"]
    ("d'Ada", 'que wren')
    """
    elides = learner[:1].casefold() in _VOWELS and bool(learner)
    of, that = (f"d'{learner}", f"qu'{learner}") if elides else (f"de {learner}", f"que {learner}")
    return {"learner": learner, "of_learner": of, "Of_learner": of[0].upper() + of[1:], "that_learner": that}
