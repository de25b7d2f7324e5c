"""People of a simulation: what they do by the hands that they are given, and in which order."""

from datetime import UTC, datetime, timedelta

import pytest

from mooc.simulation.people import Persona, act, gather
from mooc.simulation.worlds import Event, EventName

NOW = datetime(2026, 11, 2, tzinfo=UTC)
STORK, OWL = Persona("stork", "", "en", "Europe/Paris"), Persona("owl", "", "fr", "Europe/Paris")
WREN, ROBIN = Persona("wren", "1", "fr", "Europe/Paris"), Persona("robin", "2", "en", "Africa/Dakar")


class Noted:
    """Hands that note what they are asked to do."""

    def __init__(self) -> None:
        self.done: list[tuple[str, ...]] = []

    def invite(self, facilitator: Persona, role: str, uses: int) -> str:
        self.done.append(("invite", facilitator.handle, role, str(uses)))
        return f"for a {role}"

    def sign_up(self, persona: Persona, invitation: str) -> None:
        self.done.append(("sign up", persona.handle, invitation))

    def link(self, persona: Persona) -> None:
        self.done.append(("link", persona.handle))

    def pair(self, facilitator: Persona) -> None:
        self.done.append(("pair", facilitator.handle))

    def post(self, account: str, event: Event) -> None:
        self.done.append(("post", account, event.text))

    def delete(self, account: str, post: str) -> None:
        self.done.append(("delete", account, post))

    def repost(self, account: str, post: str) -> None:
        self.done.append(("repost", account, post))

    def follow(self, account: str, target: str) -> None:
        self.done.append(("follow", account, target))

    def unfollow(self, account: str, target: str) -> None:
        self.done.append(("unfollow", account, target))


def test_mentors_are_there_before_learners_and_groups_come_last() -> None:
    hands = Noted()
    gather(hands, STORK, [OWL], [WREN, ROBIN])
    assert hands.done == [
        ("invite", "stork", "mentor", "1"),
        ("sign up", "owl", "for a mentor"),
        ("invite", "stork", "learner", "2"),
        ("sign up", "wren", "for a learner"),
        ("link", "wren"),
        ("sign up", "robin", "for a learner"),
        ("link", "robin"),
        ("pair", "stork"),
    ]


@pytest.mark.parametrize(
    ("event", "done"),
    [
        (Event(NOW, EventName.POST, "p", "wren", "words"), ("post", "1", "words")),
        (Event(NOW, EventName.DELETE, "p"), ("delete", "1", "p")),
        (Event(NOW, EventName.REPOST, "p", "wren"), ("repost", "1", "p")),
        (Event(NOW, EventName.FOLLOW, "host", "wren"), ("follow", "1", "99")),
        (Event(NOW, EventName.UNFOLLOW, "host", "wren"), ("unfollow", "1", "99")),
    ],
)
def test_each_action_has_its_hand(event: Event, done: tuple[str, ...]) -> None:
    hands = Noted()
    act(hands, "1", event, "99")
    assert hands.done == [done]


def test_what_nobody_does_by_hand_is_refused() -> None:
    with pytest.raises(KeyError):
        act(Noted(), "1", Event(NOW + timedelta(hours=1), EventName.PROTECT, "wren"))
