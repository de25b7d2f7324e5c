"""Ways of doing what takes somebody else: to mention, quote, listen, help, be answered and be confirmed; and of showing
oneself."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from mooc.simulation.classes.solo import (
    HOST,
    HOUR,
    IN_CHINESE,
    IN_THAI,
    MENTOR,
    MINUTE,
    OUTSIDERS,
    STUFFED,
    TAGGED,
    VOICE,
    Action,
    Attempt,
)
from mooc.simulation.worlds import Event, What

Happens = Callable[[Attempt], Iterator[Event]]
NONE = 0 * HOUR
LATER = 30 * HOUR


def _who(attempt: Attempt, who: str) -> str:
    return {"fellow": attempt.fellow, "self": attempt.handle, "puppet": f"{attempt.handle}_alt"}.get(who, who)


def _mention(
    whom: str = HOST, text: str = "", tags: tuple[str, ...] = (), deleted: bool = False, before: str = ""
) -> Happens:
    """``before``: whom the post mentioned before it was edited, a minute later."""

    def happens(attempt: Attempt) -> Iterator[Event]:
        post = attempt.post(NONE, text, tags=tags, mentions=(_who(attempt, before or whom),))
        yield post
        if before:
            yield attempt.edit(MINUTE, post, mentions=(_who(attempt, whom),))
        if deleted:
            yield attempt.does(LATER, What.DELETE, post.object)

    return happens


def _named_in_an_answer(attempt: Attempt) -> Iterator[Event]:
    """Who is answered is mentioned, says the network."""
    asked = attempt.post(-MINUTE, by=HOST)
    yield from (asked, attempt.post(NONE, reply_to=asked.object))


def _quote(of: str = HOST, text: str = "", deleted: bool = False, edited: str = "") -> Happens:
    def happens(attempt: Attempt) -> Iterator[Event]:
        said = attempt.post(-MINUTE, by=_who(attempt, of))
        quote = attempt.post(NONE, text, quote_of=said.object)
        yield from (said, quote)
        if edited:
            yield attempt.edit(MINUTE, quote, attempt.text() if edited == "long" else edited)
        if deleted:
            yield attempt.does(LATER, What.DELETE, quote.object)

    return happens


def _turn(attempt: Attempt, how: str, to: str, after: timedelta) -> Iterator[Event]:
    """The learner answers, quotes or reposts somebody."""
    said = attempt.post(after - MINUTE, by=_who(attempt, to))
    yield said
    if how == "repost":
        yield attempt.does(after, What.REPOST, said.object, attempt.handle)
    else:
        yield attempt.post(after, **{"reply_to" if how == "answer" else "quote_of": said.object})


def _listen(
    to: tuple[str, ...] = OUTSIDERS,
    speaks: timedelta | None = 2 * HOUR,
    deleted: bool = False,
    edited: bool = False,
    begins: timedelta = NONE,
) -> Happens:
    """``speaks``: when the first post of one's own comes. ``deleted``, ``edited``: what becomes of it. ``begins``: when
    one begins to listen."""

    def happens(attempt: Attempt) -> Iterator[Event]:
        for number, (how, one) in enumerate(zip(("answer", "quote", "repost"), to, strict=False), 1):
            yield from _turn(attempt, how, one, begins + number * 2 * MINUTE)
        if speaks is None:
            return
        post = attempt.post(speaks)
        yield post
        if deleted:
            yield attempt.does(speaks + MINUTE, What.DELETE, post.object)
        if edited:
            yield attempt.edit(20 * MINUTE, post)

    return happens


def _profile(bio: str = "I listen and I count birds", link: bool = True, emptied: bool = False) -> Happens:
    def happens(attempt: Attempt) -> Iterator[Event]:
        yield attempt.does(NONE, What.BIO, bio, attempt.handle)
        yield attempt.does(MINUTE, What.PICTURE, attempt.handle)
        if link:
            yield attempt.does(2 * MINUTE, What.LINK, "https://example.org/me", attempt.handle)
        if emptied:
            yield attempt.does(LATER, What.BIO, "", attempt.handle)

    return happens


def _help(
    whom: str = OUTSIDERS[0],
    asks: str = "Who knows how the tide turns here?",
    by: str = "",
    thanks: str = "Thank you so much",
    answer: str = "",
    edited: bool = False,
    late: bool = False,
) -> Happens:
    """``by``: who says thank you, by default the one who was helped; ``edited``: the answer is mended after that."""

    def happens(attempt: Attempt) -> Iterator[Event]:
        asked = attempt.post(-MINUTE, asks, by=_who(attempt, whom))
        told = attempt.post(NONE, answer, reply_to=asked.object)
        yield from (asked, told)
        if thanks:
            at = 30 * HOUR if late else 2 * MINUTE
            yield attempt.post(at, thanks, by=_who(attempt, by or whom), reply_to=told.object)
        if edited:
            yield attempt.edit(5 * MINUTE, told)

    return happens


def _bridge(to: str = OUTSIDERS[0], mine: str = "answer", theirs: str = "answer", taken_back: bool = False) -> Happens:
    """``mine``: what the learner does first; ``theirs``: what comes back, to that post or to another."""

    def happens(attempt: Attempt) -> Iterator[Event]:
        other = _who(attempt, to)
        yield from (turn := list(_turn(attempt, mine, other, NONE)))
        back = turn[-1] if mine == "answer" else attempt.post(MINUTE)
        if mine != "answer":
            yield back
        if theirs == "repost":
            yield attempt.does(HOUR, What.REPOST, back.object, other)
        elif theirs == "mention":
            yield attempt.post(HOUR, by=other, mentions=(attempt.handle,))
        elif theirs:
            yield attempt.post(HOUR, by=other, **{"reply_to" if theirs == "answer" else "quote_of": back.object})
        if taken_back:
            yield attempt.does(HOUR + MINUTE, What.UNREPOST, back.object, other)

    return happens


def _figure(
    said: str = "We saw 42 birds in 2025",
    source: bool = True,
    by: str = OUTSIDERS[0],
    confirms: str = "I count 42 birds in 2025 as well",
    quoted: bool = False,
    edited: str = "",
    tags: tuple[str, ...] = TAGGED,
) -> Happens:
    """``confirms``: what ``by`` answers; ``edited``: what the figure says afterwards."""

    def happens(attempt: Attempt) -> Iterator[Event]:
        links = ("https://example.org/birds",) if source else ()
        post = attempt.post(NONE, said, tags=tags, links=links)
        yield post
        if confirms:
            how = {"quote_of" if quoted else "reply_to": post.object}
            yield attempt.post(2 * MINUTE, confirms, by=_who(attempt, by), **how)
        if edited:
            yield attempt.edit(5 * MINUTE, post, edited)

    return happens


EXCHANGES: Mapping[str, tuple[Action, ...]] = {
    "mention": (
        Action("well", True, _mention()),
        Action("named_in_an_answer", True, _named_in_an_answer),
        Action("of_an_outsider", False, _mention(OUTSIDERS[0])),
        Action("of_oneself", False, _mention("self")),
        Action("stuffed_tag", False, _mention(text="Hello", tags=STUFFED)),
        Action("deleted_later", True, _mention(deleted=True)),
        Action("edited_in", True, _mention(before=OUTSIDERS[0])),
        Action("edited_out", False, _mention(OUTSIDERS[0], before=HOST)),
    ),
    "quote": (
        Action("well", True, _quote()),
        Action("of_oneself", False, _quote("self")),
        Action("of_an_outsider", False, _quote(OUTSIDERS[0])),
        Action("without_a_word", False, _quote(text="This")),
        Action("deleted_later", True, _quote(deleted=True)),
        Action("edited_long", True, _quote(text="This", edited="long")),
        Action("edited_short", False, _quote(edited="This")),
    ),
    "listen": (
        Action("well", True, _listen()),
        Action("silently", True, _listen(speaks=None)),
        Action("spoke_first", False, _listen(speaks=NONE)),
        Action("spoke_a_day_before", True, _listen(speaks=NONE, begins=LATER)),
        Action("spoke_hours_before", False, _listen(speaks=NONE, begins=5 * HOUR)),
        Action("spoke_first_edited", False, _listen(speaks=NONE, edited=True)),
        Action("unsaid", True, _listen(speaks=NONE, deleted=True)),
        Action("always_the_same", False, _listen(to=(OUTSIDERS[0],) * 3)),
        Action("to_oneself", False, _listen(to=("self", *OUTSIDERS[:2]))),
        Action("to_two", False, _listen(to=OUTSIDERS[:2])),
    ),
    "profile": (
        Action("well", True, _profile()),
        Action("two_words", False, _profile("Bird counter")),
        Action("in_thai", True, _profile(IN_THAI)),
        Action("a_word_in_chinese", False, _profile(IN_CHINESE)),
        Action("without_link", False, _profile(link=False)),
        Action("stuffed_tag", False, _profile("#birds #moon #tide #rain")),
        Action("emptied_later", True, _profile(emptied=True)),
    ),
    "help": (
        Action("well", True, _help()),
        Action("puppet", True, _help("puppet")),
        Action("nothing_asked", None, _help(asks="I know how the tide turns here")),
        Action("no_thanks", False, _help(thanks="")),
        Action("answered_coldly", False, _help(thanks="I knew that")),
        Action("thanked_by_another", False, _help(by=OUTSIDERS[1])),
        Action("thanked_oneself", False, _help(by="self")),
        Action("thanked_late", False, _help(late=True)),
        Action("helped_fellow", False, _help("fellow")),
        Action("helped_the_host", False, _help(HOST)),
        Action("helped_somebody_listed", False, _help(VOICE)),
        Action("helped_a_mentor", False, _help(MENTOR)),
        Action("answered_oneself", False, _help("self")),
        Action("in_a_word", False, _help(answer="Twice daily")),
        Action("edited", True, _help(edited=True)),
    ),
    "bridge": (
        Action("well", True, _bridge()),
        Action("quoted", True, _bridge(mine="repost", theirs="quote")),
        Action("reposted", True, _bridge(mine="quote", theirs="repost")),
        Action("puppet", True, _bridge("puppet")),
        Action("with_fellow", False, _bridge("fellow")),
        Action("with_the_host", False, _bridge(HOST, mine="quote", theirs="repost")),
        Action("with_somebody_listed", False, _bridge(VOICE)),
        Action("with_a_mentor", False, _bridge(MENTOR)),
        Action("answered_oneself", False, _bridge("self")),
        Action("one_way", False, _bridge(theirs="")),
        Action("only_mentioned", False, _bridge(theirs="mention")),
        Action("unreposted", False, _bridge(mine="quote", theirs="repost", taken_back=True)),
    ),
    "figure": (
        Action("well", True, _figure()),
        Action("by_fellow", True, _figure(by="fellow")),
        Action("by_puppet", True, _figure(by="puppet")),
        Action("quoted", True, _figure(quoted=True)),
        Action("alone", False, _figure(confirms="")),
        Action("confirmed_oneself", False, _figure(by="self")),
        Action("contradicted", False, _figure(confirms="No, 43 birds in 2025")),
        Action("undated", False, _figure("We saw 42 birds")),
        Action("unsourced", False, _figure(source=False)),
        Action("untagged", False, _figure(tags=())),
        Action("corrected", True, _figure("We saw 24 birds in 2025", edited="We saw 42 birds in 2025")),
        Action("falsified", False, _figure(edited="We saw 4200 birds in 2025")),
        Action("mended", True, _figure(edited="We counted 42 birds in 2025")),
    ),
}
"""Challenge → the ways of doing it, the honest one first."""
