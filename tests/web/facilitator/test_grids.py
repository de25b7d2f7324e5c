"""Finding people in the grid: by a part of a name or of a handle that one may see, page by page, in each week."""

import re

import pytest
from django.test import Client

from mooc.core.evidence.verdict import Answer
from mooc.store import models
from tests.building.clients import client_of
from tests.web.people import Cast, enter_cast, judged
from tests.web.test_pages import text_of

GRID, LEARNERS = "/cohorts/spring/", "/cohorts/spring/learners/"


def names(client: Client, address: str, **asked: str) -> list[str]:
    html = text_of(client, f"{address}?{'&'.join(f'{name}={value}' for name, value in asked.items())}")
    return re.findall(r'<th scope="row">([^<]*)', html)


def rename(cast: Cast, name: str, handle: str) -> None:
    """The first of the others gets another name, and another handle."""
    models.User.objects.filter(pk=cast.others[0].user).update(name=name)
    models.Account.objects.filter(user=cast.others[0].user).update(handle=handle)


@pytest.mark.parametrize("typed", ["eloise", "ÉLOÏSE", "lois", "%20%20Eloise%20", "@elo.example", "elo.ex"])
@pytest.mark.parametrize(("who", "address"), [("facilitator", GRID), ("mentor", LEARNERS)])
def test_a_part_of_a_name_finds_somebody(cast: Cast, who: str, address: str, typed: str) -> None:
    rename(cast, "Éloïse", "elo.example")
    mentor = models.Member.objects.get(role="mentor")
    models.Mentoring.objects.get_or_create(mentor=mentor, learner_id=cast.others[0].id)
    assert names(client_of(getattr(cast, who).id, "fr"), address, q=typed) == ["Éloïse"]


def test_a_mentor_finds_nobody_but_the_own_learners(cast: Cast) -> None:
    rename(cast, "Éloïse", "elo.example")
    models.Mentoring.objects.filter(learner=cast.others[0].id).delete()
    mentor = client_of(cast.mentor.id, "fr")
    assert "Éloïse" not in names(mentor, LEARNERS)
    assert names(mentor, LEARNERS, q="eloise") == names(mentor, LEARNERS, q="elo.example") == []
    assert names(client_of(cast.facilitator.id, "fr"), GRID, q="elo.example") == ["Éloïse"]


@pytest.mark.parametrize("who", ["learner", "facilitator"])
def test_the_mentor_s_learners_are_not_there_for_others(cast: Cast, who: str) -> None:
    assert client_of(getattr(cast, who).id, "fr").get(LEARNERS).status_code == 404


@pytest.mark.parametrize(("language", "says"), [("fr", "ne s’appelle"), ("en", "Nobody here is called")])
def test_nobody_of_that_name_is_said(cast: Cast, language: str, says: str) -> None:
    html = text_of(client_of(cast.facilitator.id, language), f"{GRID}?q=<script>")
    assert says in html and "<script>" not in html.partition("<main")[2]


def test_the_search_goes_on_to_the_next_page_in_the_same_week(db: None) -> None:
    cast = enter_cast(others=55)
    models.User.objects.filter(pk__in=[one.user for one in cast.others[:52]]).update(name="Jo & Co")
    client = client_of(cast.facilitator.id, "fr")
    html = text_of(client, f"{GRID}?q=jo%20%26&unit=tell")
    (following,) = re.findall(r'rel="next" href="([^"]*)"', html)
    assert names(client, GRID, q="jo%20%26") == ["Jo &amp; Co"] * 50
    last = text_of(client, GRID + following.replace("&amp;", "&"))
    assert last.count('<th scope="row">') == 2
    assert 'value="Jo &amp; Co"' not in last and 'value="jo &amp;"' in last and "Trois voix" not in last


def test_those_who_may_need_help_are_found(cast: Cast) -> None:
    client = client_of(cast.facilitator.id, "fr")
    quiet, unseen = cast.others[0], cast.others[1]
    models.Verdict.objects.filter(member__in=[quiet.id, unseen.id]).delete()
    assert names(client, GRID, who="help") == ["Ada"], "“hello” can't be told"
    judged(quiet.id, "hello", Answer.CANT_TELL)
    models.Account.objects.filter(user=unseen.user).update(user=None, linked_at=None)
    assert len(names(client, GRID, who="help")) == 3


@pytest.mark.parametrize("typed", ["%00", "(", "%5C", "[", "x" * 500, "%F0%9F%98%80", "%ED%A0%80"])
def test_whatever_is_typed_is_answered(cast: Cast, typed: str) -> None:
    assert client_of(cast.facilitator.id, "fr").get(f"{GRID}?q={typed}").status_code == 200


def test_names_are_written_as_text(cast: Cast) -> None:
    rename(cast, '"><img src=x>', "elo.example")
    html = text_of(client_of(cast.facilitator.id, "fr"), GRID)
    assert "<img" not in html and html.count("&quot;&gt;&lt;img src=x&gt;") > 1


def test_each_cell_leads_to_its_evidence(cast: Cast) -> None:
    html = text_of(client_of(cast.facilitator.id, "en"), GRID)
    cell = (
        f'<td class="met"><a href="/cohorts/spring/learners/{cast.ada.id}/voices/" aria-label="Ada, Three voices: Met">'
    )
    assert cell in html
