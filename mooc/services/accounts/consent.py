"""What people agree to when they link an account: one text for all networks, in both languages, with its version.

The version is stored with the account. Whoever changes a sentence gives the text a new version; what was agreed to
before stays valid for the accounts that were linked by it.
"""

from collections.abc import Mapping

from mooc.core.values.authored import Lang

VERSION = "2026-11"
TEXT: Mapping[Lang, tuple[str, ...]] = {
    "en": (
        "We note which account is yours: its number, its name, today’s date and the version of this text.",
        "From now on we read what it does in public on that network (posts, replies, shares, follows), for the "
        "challenges of your cohorts and for nothing else.",
        "Your mentor and the facilitators of your cohort see the account and what counted; your twinome sees it only "
        "if you say so.",
        "The words of your posts are borrowed: when you delete a post there, its words are erased here as soon as we "
        "see that it is gone.",
        "We never post, follow or like in your name, and we keep neither a password nor a key to the account.",
        "You can end this at any time by unlinking the account. What you have met until then stays yours.",
    ),
    "fr": (
        "Nous notons quel compte est le vôtre\u00a0: son numéro, son nom, la date du jour et la version de ce texte.",
        "Dès maintenant, nous lisons ce qu’il fait en public sur ce réseau (messages, réponses, partages, "
        "abonnements), pour les défis de vos cohortes et pour rien d’autre.",
        "Votre mentor et les personnes qui animent votre cohorte voient le compte et ce qui a compté\u00a0; votre "
        "twinome ne le voit que si vous le dites.",
        "Les mots de vos messages sont empruntés\u00a0: quand vous supprimez un message là-bas, ses mots sont effacés "
        "ici dès que nous voyons qu’il n’y est plus.",
        "Nous ne publions, ne suivons et n’aimons jamais rien en votre nom, et ne gardons ni mot de passe ni clé du "
        "compte.",
        "Vous pouvez y mettre fin à tout moment en déliant le compte. Ce que vous avez réussi jusque-là reste à vous.",
    ),
}
