"""How a challenge stands, as a page shows it: evidence in words, moments, links."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone, translation
from django.utils.formats import localize
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mooc.core.checks.explanations import CheckSentences
from mooc.core.course.cohort_lists import AccountList, ListedAccount
from mooc.core.evidence.verdict import Answer, Line, Mark
from mooc.core.facts.audience import HOST
from mooc.core.facts.proof import EvidenceLevel
from mooc.core.judging import rendering
from mooc.core.values.authored import Lang
from mooc.store.attestation.reviews import AGAIN, APPROVED, ReviewRound
from mooc.store.progress.learner_progress import ChallengeProgress
from mooc.store.progress.progress import AnswerChange, StoredReceipt
from mooc.web.templatetags.showing import deadline, in_language, level, moment
from mooc.web.text.typesetting import typeset


class Card(NamedTuple):
    """A challenge as it stands for a learner. ``says``: what is missing, or why it can't be told.

    ``closes``: when it is due, and after that the end of its grace. ``seen_until``: up to when everything was seen;
    only where "not yet" was said, for only that claims it.
    """

    name: str
    title: str
    url: str
    points: int
    level: str
    opens: datetime
    closes: datetime
    is_ahead: bool
    is_over: bool
    answer: str
    says: str
    seen_until: datetime | None
    next_look: datetime | None
    rule: str
    receipt_at: datetime | None


class CardSummary(NamedTuple):
    """What a card says beside its title and its answer: what it is worth, and the facts below it."""

    worth: str
    facts: list[SafeString]


class EvidenceLine(NamedTuple):
    """One line of evidence, in words."""

    mark: str
    text: str
    url: str


class RuleView(NamedTuple):
    """What a check asks for, in words; then what its parts do."""

    text: str
    parts: list["RuleView"]


class AudienceView(NamedTuple):
    """The people of one list. ``unnamed``: how many there are besides whose handle has not been seen."""

    title: str
    people: list[ListedAccount]
    unnamed: int


class AnswerStep(NamedTuple):
    """One change of the answer."""

    at: datetime
    answer: str
    says: str


class ReceiptView(NamedTuple):
    """A receipt, with what its reader needs of it."""

    made_at: datetime
    points: int
    digest: str
    links: list[str]
    strength: EvidenceLevel = EvidenceLevel.NETWORK


def language() -> Lang:
    """The language that the page speaks."""
    return "fr" if translation.get_language() == "fr" else "en"


def _text(line: Line, item: ChallengeProgress, about: str) -> str:
    """The line in words; when the next look is, the card says once, from the plan. Here and below ``about`` is the
    learner's pseudonym where the reader is somebody else, and empty for the learner."""
    if line.mark is Mark.UNKNOWN:
        line = line._replace(values={name: value for name, value in line.values.items() if name != "next"})
    zone = timezone.get_current_timezone()
    return typeset(rendering.render(line, language(), item.names, zone, item.lists, about))


def _says(item: ChallengeProgress, about: str) -> str:
    """What is missing (the line that sums up), or why it can't be told (the line that is unknown)."""
    finding = item.verdict.finding if item.verdict else None
    if finding and any(line.word in (rendering.UNREADABLE, rendering.UNREADABLE_PASS) for line in finding.lines):
        return _text(finding.lines[0], item, about)
    if finding is None or finding.answer is Answer.MET:
        return ""
    mark = Mark.SUMMARY if finding.answer is Answer.NOT_YET else Mark.UNKNOWN
    text = next((_text(line, item, about) for line in reversed(finding.lines) if line.mark is mark), "")
    return reason_alone(text) if mark is Mark.UNKNOWN else text


def review_words(review: ReviewRound | None) -> str:
    """What is said of a pass that somebody looks at; nothing where nobody does, or it is approved."""
    if review is None or review.answer == APPROVED:
        return ""
    if review.answer == AGAIN:
        return _("Another try is asked for: see what was said.")
    if review.kind == "peer":
        return _("It waits for the eyes of your twinome; its points come then.")
    return _("It waits for the eyes of a mentor; its points come then.")


def card(item: ChallengeProgress, url: str, now: datetime, receipt_at: datetime | None = None, about: str = "") -> Card:
    """The challenge as it stands at ``now``; ``receipt_at``: when it was met, if it was."""
    verdict, window = item.verdict, item.window
    trouble = verdict.finding.trouble if verdict and verdict.finding else None
    as_of = verdict.as_of if verdict and item.answer is Answer.NOT_YET else None
    open_now = window.start <= now < window.end
    return Card(
        name=item.challenge.challenge,
        title=in_language(item.challenge.title),
        url=url,
        points=item.challenge.points,
        level=item.challenge.level.value,
        opens=window.start,
        closes=item.due if now < item.due else window.end,
        is_ahead=now < window.start,
        is_over=now >= window.end,
        answer=item.answer.value if item.answer else "",
        says=_says(item, about) or review_words(item.review if item.answer is Answer.MET else None),
        seen_until=as_of if as_of and as_of > window.start else None,  # up to its start, nothing of it is seen
        next_look=(item.next_look if open_now else None) or (trouble.until if trouble else None),
        rule=verdict.rule if verdict and verdict.rule else item.challenge.check.rule,
        receipt_at=receipt_at,
    )


def card_summary(card: Card, zone: str) -> CardSummary:
    """The card's small print; ``zone``: the cohort's. In one go: a page shows dozens, and a template takes ten times as
    long."""
    points = ngettext("%(points)s point", "%(points)s points", card.points) % {"points": localize(card.points)}
    if card.is_ahead:
        facts = [with_moment(_("Opens %(at)s"), card.opens, zone)]
    else:
        facts = [with_moment(_("Closed %(at)s") if card.is_over else _("Until %(at)s"), card.closes, zone)]
    if card.answer != "met" and card.seen_until:
        facts.append(with_moment(_("Seen completely up to %(at)s"), card.seen_until))
    if card.answer != "met" and card.next_look:
        facts.append(with_moment(_("Next look %(at)s"), card.next_look))
    return CardSummary(f"{points} · {level(card.level)}", facts)


def with_moment(words: str, at: datetime, zone: str = "") -> SafeString:
    """Words of ours, with a moment in them; a deadline with the clock of ``zone`` beside, where it shows another."""
    return SafeString(escape(words) % {"at": deadline(at, zone) if zone else moment(at)})


def evidence_lines(item: ChallengeProgress, about: str = "") -> list[EvidenceLine]:
    """Every line that was looked at."""
    finding = item.verdict.finding if item.verdict else None
    facts = {fact.key: fact.url for fact in finding.counted} if finding else {}
    lines = finding.lines if finding else ()
    return [
        EvidenceLine(line.mark.value, _text(line, item, about), line.url or facts.get(line.key, "")) for line in lines
    ]


def rule_view(sentences: CheckSentences, about: str = "") -> RuleView:
    """What a check asks for, in words."""
    zone = timezone.get_current_timezone()
    texts = [rendering.render(line, language(), {}, zone, about=about) for line in sentences.said]
    return RuleView(typeset(" ".join(texts)), [rule_view(part, about) for part in sentences.parts])


def audience_views(groups: tuple[AccountList, ...]) -> list[AudienceView]:
    """Who is meant, list by list; nothing of lists on which nobody's handle is known."""
    views = []
    for group in groups:
        named = [account for account in group.people if account.handle]
        if not group.list:
            title = _("Named in the rule")
        elif group.list == HOST:
            title = _("The host of the course")
        else:
            title = _("On the list “%(list)s”") % {"list": group.list}
        if named:
            views.append(AudienceView(title, named, len(group.people) - len(named)))
    return views


def answer_steps(changes: tuple[AnswerChange, ...], about: str = "") -> list[AnswerStep]:
    """How the answer changed, oldest first."""
    return [AnswerStep(change.at, change.answer.value, _reason(change.trouble, about)) for change in changes]


def _reason(trouble: str, about: str) -> str:
    word = next((word for word in (f"trouble.{trouble}", f"answer.{trouble}") if word in rendering.SENTENCES), "")
    if not word:
        return ""
    line = Line(Mark.UNKNOWN, word, {})
    return reason_alone(typeset(rendering.render(line, language(), {}, timezone.get_current_timezone(), about=about)))


def reason_alone(text: str) -> str:
    """The reason without "Can't tell yet" before it: the page has said that already."""
    _answer, _colon, reason = text.partition(": ")
    return reason[:1].upper() + reason[1:] if reason else text


def trouble_words(trouble: str, about: str) -> str:
    """Why something could not be read of somebody."""
    return _reason(trouble, about) or trouble


def receipt_view(receipt: StoredReceipt) -> ReceiptView:
    """The receipt, with the links of what counted."""
    stored_facts, level_name = receipt.body.get("facts"), receipt.body.get("proof")
    facts = [fact for fact in stored_facts if isinstance(fact, dict)] if isinstance(stored_facts, list) else []
    links = [fact["url"] for fact in facts if str(fact.get("url", "")).startswith("https://")]
    strength = EvidenceLevel(level_name) if level_name in set(EvidenceLevel) else EvidenceLevel.NETWORK
    return ReceiptView(receipt.made_at, receipt.points, receipt.digest, links, strength)


def page_mark(*parts: object) -> str:
    """A short mark of what a page shows: equal marks, nothing new to show."""
    return hashlib.sha256(repr((language(), parts)).encode()).hexdigest()[:16]
