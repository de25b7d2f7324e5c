"""A stored finding that no longer decodes: every page still opens, says so, and it is judged again."""

from typing import Any

import pytest

from mooc.store import models
from mooc.store.progress import progress
from tests.building.clients import client_of
from tests.web.people import Cast
from tests.web.test_pages import GRID, WEEK, text_of
from workers import actors

BODIES: dict[str, Any] = {
    "an answer of another version": {"answer": "perhaps"},
    "a mark of another version": {"answer": "not_yet", "lines": [{"word": "w", "values": {}, "mark": "maybe"}]},
    "no values": {"answer": "not_yet", "lines": [{"word": "w", "values": None, "mark": "seen"}]},
    "a time that is none": {"answer": "not_yet", "as_of": "yesterday"},
    "a trouble of another version": {"answer": "cant_tell", "trouble": {"kind": "eclipse"}},
    "a list": ["answer"],
    "a text": "met",
    "a fact without a key": {"answer": "met", "counted": [{"kind": "post"}]},
}
SAYS = {"en": "cannot be read any more", "fr": "n’est plus lisible"}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_opens_and_says_so(cast: Cast, body: str, language: str) -> None:
    models.User.objects.update(language=language)
    assert models.Verdict.objects.exclude(answer="").update(finding=BODIES[body]) > 2
    client = client_of(cast.learner.id, language)
    assert text_of(client, WEEK).count(SAYS[language]) > 2
    for row in models.Verdict.objects.filter(member=cast.ada.id).exclude(answer=""):
        html = text_of(client, f"/cohorts/spring/challenges/{row.challenge}/")
        assert SAYS[language] in html
    assert client_of(cast.facilitator.id, language).get(GRID).status_code == 200
    assert client_of(cast.mentor.id, language).get("/cohorts/spring/waiting/").status_code == 200


def test_looking_changes_nothing_and_the_tick_makes_it_due_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actors, "enqueue", lambda actor, row: True)
    member = cast.ada.id
    rows = models.Verdict.objects.filter(member=member).exclude(answer="")
    rows.update(finding={"answer": "perhaps"}, input_version=3, judged_version=3)
    assert all(one.checking is not one.settled for one in progress.verdicts(member).values() if one.answer)
    assert set(rows.values_list("input_version", "judged_version")) == {(3, 3)}
    for _ in range(3):
        actors.enqueue_due()
    assert all(one.checking is not one.settled for one in progress.verdicts(member).values() if one.answer)
    assert set(rows.values_list("input_version", "judged_version", "settled")) == {(4, 3, False), (3, 3, True)}


@pytest.mark.parametrize("body", [{}, {"facts": [{"url": 7}, "x"]}, {"facts": None, "proof": "rumour"}, ["facts"]])
def test_a_receipt_that_cannot_be_read_breaks_no_page(cast: Cast, body: Any) -> None:
    assert models.Receipt.objects.update(body=body)
    for receipt in models.Receipt.objects.filter(member=cast.ada.id):
        page = client_of(cast.learner.id, "fr").get(f"/cohorts/spring/challenges/{receipt.challenge}/")
        assert page.status_code == 200
        assert receipt.digest in page.content.decode()
    assert client_of(cast.learner.id, "fr").get(f"/api/v1/members/{cast.ada.id}/receipts").status_code == 200
