"""Who is meant: the host and the people of the lists, by their handles, for those of the cohort."""

import pytest

from mooc.store import models
from tests.building.clients import client_of
from tests.web.people import Cast
from tests.web.test_pages import WEEK, text_of

pytestmark = pytest.mark.usefixtures("at_the_real_bluesky")
VOICES, HELLO = "/cohorts/spring/challenges/voices/", "/cohorts/spring/challenges/hello/"
HOST = '<a href="https://bsky.app/profile/host.example" rel="nofollow noopener noreferrer">@host.example</a>'


@pytest.mark.parametrize(("language", "says"), [("en", "The host of the course"), ("fr", "L’hôte du cours")])
def test_the_page_of_the_week_names_the_host(cast: Cast, language: str, says: str) -> None:
    html = text_of(client_of(cast.learner.id, language), WEEK)
    assert says in html
    assert HOST in html


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", ("Who is meant", "On the list “voices”", "their handle so far: 1.")),
        ("fr", ("Qui est concerné", "Sur la liste «\u00a0voices\u00a0»", "donné leur nom\u00a0: 1.")),
    ],
)
def test_a_challenge_names_the_people_of_its_list(cast: Cast, language: str, says: tuple[str, ...]) -> None:
    models.Account.objects.filter(external_id="did:voice2").update(handle="")
    html = text_of(client_of(cast.learner.id, language), VOICES)
    assert [words for words in says if words not in html] == []
    assert "@voice1.example</a>" in html and "@voice3.example</a>" in html
    assert "did:voice2" not in html and "@host.example" not in html


def test_what_a_network_tells_later_is_shown(cast: Cast) -> None:
    models.Account.objects.filter(external_id="did:voice1").update(handle="voice-one.example")
    html = text_of(client_of(cast.learner.id, "fr"), VOICES)
    assert "@voice-one.example</a>" in html and "@voice1.example" not in html


def test_a_challenge_that_means_nobody_in_particular_names_nobody(cast: Cast) -> None:
    html = text_of(client_of(cast.learner.id, "en"), HELLO)
    assert "Who is meant" not in html and "@voice1" not in html


def test_many_people_are_folded(cast: Cast) -> None:
    ids = [f"did:many{n}" for n in range(11)]
    models.Account.objects.bulk_create(
        models.Account(network="bluesky", external_id=one, handle=f"{one[4:]}.example") for one in ids
    )
    lists = models.Cohort.objects.get().lists
    assert "Show all" not in text_of(client_of(cast.learner.id, "en"), VOICES)
    lists["bluesky"]["voices"] = ids
    models.Cohort.objects.update(lists=lists)
    html = text_of(client_of(cast.learner.id, "en"), VOICES)
    assert "<summary>Show all: 11</summary>" in html and "@many10.example</a>" in html


def test_who_looks_after_a_learner_sees_them_and_nobody_else(cast: Cast) -> None:
    page = f"/cohorts/spring/learners/{cast.ada.id}/voices/"
    assert "@voice1.example</a>" in text_of(client_of(cast.mentor.id, "fr"), page)
    models.Member.objects.filter(role="mentor").update(left_at=cast.ada.joined_at)
    assert client_of(cast.mentor.id, "fr").get(page).status_code == 404
    assert client_of(cast.mentor.id, "fr").get(WEEK).status_code == 404
