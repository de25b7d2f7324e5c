"""A fourth network, made of its folder and one line in the registry, from its setting to the page of a challenge.

Nothing of the engine knows carrier pigeons: whoever asks for a network by name again makes one of these fail.
"""

import json
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from mooc.cli import load_command
from mooc.commands.lint.courses import lint
from mooc.commands.settings import example
from mooc.commands.vocabulary_page import words_page
from mooc.environment import WrongSetting, environment
from mooc.lessonfiles import read_course
from mooc.networks import registry
from mooc.runtime import clocks
from mooc.services import checking, networks
from mooc.services.accounts import account_linking, consent
from mooc.services.cohorts import account_lookup
from mooc.services.cohorts.cohorts import add_member, create_cohort
from mooc.services.watching import streams
from mooc.services.watching.streams import HeldHost
from mooc.store import models
from mooc.store.accounts import accounts
from mooc.store.cohorts.cohorts import CohortDetails
from mooc.store.people import people
from mooc.web.templatetags import showing
from tests.building.clients import client_of
from tests.building.work import work
from tests.lessonfiles.pages import with_check, written
from tests.networks.toy.capabilities import LETTER_USD
from tests.networks.toy.loft import Letter, Loft

AGREED = {"consent": "on", "version": consent.VERSION}
RULE = '{reply: {to: ["pigeon:coo"], min_words: 3}}'
BEGUN = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=6)
ANSWER = Letter("l2", "r2", BEGUN + timedelta(hours=2), "I heard a blackbird at dawn", ("l1", "r1"))


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return written(tmp_path, with_check(RULE))


@pytest.fixture
def ada(db: None) -> Client:
    models.User.objects.create(email="ada@example.org", name="Ada", language="en", zone="UTC")
    return client_of(models.User.objects.get(email="ada@example.org").pk)


def typed(name: str, *words: str) -> Any:
    done = CliRunner().invoke(load_command(name), [*words, "--network", "pigeon", "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def said_of(*folders: Path) -> list[str]:
    return [problem.told("en") for problem in lint(folders)]


class TestSettings:
    def test_its_setting_is_listed_and_read(self, loft: Loft) -> None:
        assert "\n# the loft that is asked; empty: pigeons are off\n# MOOC_PIGEON_LOFT=\n" in example()
        assert networks.settings().pigeon_loft == "attic"
        assert (networks.configured(), networks.network("pigeon").name) == (("pigeon",), "pigeon")

    def test_without_it_the_network_is_off(self, loft: Loft, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("MOOC_PIGEON_LOFT")
        environment.cache_clear()
        assert networks.configured() == ()

    def test_a_wrong_one_is_named(self, loft: Loft, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MOOC_PIGEON_LOFT", "UP THERE")
        environment.cache_clear()
        with pytest.raises(WrongSetting, match=r"^MOOC_PIGEON_LOFT: the name of a loft is expected$"):
            environment()


class TestRules:
    def test_a_rule_names_people_of_it(self, loft: Loft, course: Path) -> None:
        assert said_of(course) == []

    def test_by_its_own_grammar(self, loft: Loft, tmp_path: Path) -> None:
        (problem,) = said_of(written(tmp_path, with_check('{reply: {to: ["pigeon:C00"]}}')))
        assert "pigeon:coo" in problem

    def test_where_it_is_not_registered_there_is_no_such_network(self, course: Path) -> None:
        (problem,) = said_of(course)
        assert 'there is no network "pigeon"' in problem

    def test_what_it_cannot_tell_is_said_to_authors(self, loft: Loft, tmp_path: Path) -> None:
        folder = written(tmp_path, with_check("{mention: {of: host}}"))
        done = CliRunner().invoke(load_command("lint"), [str(folder), "--network", "pigeon"])
        assert done.exit_code == 1 and "Carrier Pigeon" in done.output
        assert "- pigeon, `mention`: a letter names nobody." in words_page()


class TestPlan:
    def test_reads_are_priced(self, loft: Loft, course: Path) -> None:
        planned = typed("plan", str(course), "--learners", "100")
        (challenge,) = planned["challenges"]
        assert [watch["read"] for watch in challenge["watches"]] == ["letters", "standing"]
        assert (planned["network"], challenge["can_be_judged"], challenge["ours"]["usd"] > 0) == ("pigeon", True, True)

    def test_what_cannot_be_asked_cannot_be_judged(self, loft: Loft, tmp_path: Path) -> None:
        folder = written(tmp_path, with_check("{follow: {of: host}}"))
        (challenge,) = typed("plan", str(folder))["challenges"]
        assert not challenge["can_be_judged"]


class TestTry:
    @pytest.mark.parametrize(("handle", "answer"), [("ada", "met"), ("bea", "not_yet")])
    def test_a_challenge_is_judged_at_once(self, loft: Loft, course: Path, handle: str, answer: str) -> None:
        loft.write(ANSWER)
        tried = typed("try", f"{course}/one", "--as", handle)
        assert (tried["answer"], Decimal(tried["usd"]) > 0) == (answer, answer == "met")

    def test_where_it_is_not_set_up_its_variable_is_named(
        self, loft: Loft, course: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("MOOC_PIGEON_LOFT")
        environment.cache_clear()
        done = CliRunner().invoke(load_command("try"), [f"{course}/one", "--as", "ada", "--network", "pigeon"])
        assert done.exit_code == 2 and "MOOC_PIGEON_LOFT" in done.output


@pytest.mark.django_db
class TestLinking:
    def test_the_page_offers_it_by_its_name_with_an_example(self, loft: Loft, ada: Client) -> None:
        page = ada.get("/me/accounts/").content.decode()
        assert 'id="link-pigeon"' in page and "Go to Carrier Pigeon" in page
        assert "As on your profile, such as coo" in page

    def test_by_a_code(self, loft: Loft, ada: Client) -> None:
        ada.post("/me/accounts/pigeon/code/", {**AGREED, "handle": "@ada"})
        page = ada.get("/me/accounts/").content.decode()
        assert 'href="https://loft.example/ada"' in page, "where to show the code"
        loft.bios["r2"] = models.LinkAttempt.objects.get().code
        ada.post("/me/accounts/pigeon/confirm/")
        row = models.Account.objects.get()
        assert (row.network, row.external_id, row.handle, row.proof) == ("pigeon", "r2", "ada", "code")
        assert 'href="https://loft.example/ada"' in showing.profile(
            accounts.mine(people.actor(row.user_id, BEGUN))[0]
        ), "as others see it"

    @pytest.mark.parametrize(
        ("language", "words"), [("en", "What stands on the ring is expected"), ("fr", "On attend ce que dit la bague")]
    )
    def test_what_is_no_handle_there_is_said(self, loft: Loft, ada: Client, language: str, words: str) -> None:
        models.User.objects.update(language=language)
        page = ada.post("/me/accounts/pigeon/code/", {**AGREED, "handle": "C00"})
        assert (page.status_code, words in page.content.decode()) == (422, True)

    def test_by_signing_in(self, loft: Loft, ada: Client) -> None:
        page = ada.post("/me/accounts/pigeon/begin/", AGREED)
        assert page.context["address"].startswith("https://loft.example/agree?")
        back = ada.get("/me/accounts/pigeon/callback/?state=coop&code=r2", follow=True)
        assert "@ada is linked. The key that Carrier Pigeon gave us is ended." in map(str, back.context["messages"])
        assert models.Account.objects.get().proof == "oauth"

    def test_somebody_else_s_answer_links_nothing(self, loft: Loft, ada: Client) -> None:
        ada.post("/me/accounts/pigeon/begin/", AGREED)
        ada.get("/me/accounts/pigeon/callback/?state=other&code=r2")
        assert not models.Account.objects.exists()

    @pytest.mark.parametrize(("step", "status"), [("code", 404), ("begin", 404), ("confirm", 302), ("callback", 302)])
    def test_a_network_that_there_is_not_breaks_nothing(self, ada: Client, step: str, status: int) -> None:
        send = ada.get if step == "callback" else ada.post
        assert send(f"/me/accounts/owl/{step}/", {**AGREED, "handle": "ada"}).status_code == status

    def test_by_the_api(self, loft: Loft, ada: Client) -> None:
        body = {"handle": "ada", "consent": account_linking.CONSENT}
        there = ada.post("/api/v1/accounts/pigeon/code", body, content_type="application/json")
        elsewhere = ada.post("/api/v1/accounts/owl/code", body, content_type="application/json")
        assert (there.status_code, elsewhere.status_code) == (201, 422)


def begun(course: Path) -> CohortDetails:
    """A cohort of that course on this network, in which Ada and Bea learn."""
    read = read_course(course, registry.grammars())
    lists = account_lookup.look_up_all(read, {}, ["pigeon"])
    cohort = create_cohort(
        read, name="birds", title="Birds", start=BEGUN, zone="UTC", networks=["pigeon"], lists=lists, now=BEGUN
    )
    for name, ring in (("ada", "r2"), ("bea", "r3")):
        user = people.create(f"{name}@example.org", name.title(), language="en", zone="UTC")
        add_member(cohort.id, user.id, "learner", BEGUN)
        models.Account.objects.create(
            network="pigeon", external_id=ring, handle=name, user_id=user.id, linked_at=BEGUN, proof="code", consent="1"
        )
    return cohort


def answers() -> dict[str, str]:
    return dict(models.Verdict.objects.values_list("member__user__name", "answer"))


@pytest.mark.django_db
class TestJudging:
    def test_from_the_rule_to_the_page_of_the_challenge(self, loft: Loft, course: Path) -> None:
        loft.write(ANSWER)
        cohort = begun(course)
        assert cohort.lists["pigeon"].popitem()[1] == ["r1"], "whom the rule names is looked up"
        work(clocks.now())
        assert answers() == {"Ada": "met", "Bea": "not_yet"}
        page = (
            client_of(models.User.objects.get(email="ada@example.org").pk)
            .get("/cohorts/birds/challenges/one/")
            .content.decode()
        )
        assert "https://loft.example/letters/l2" in page

    def test_what_it_costs_stands_in_the_ledger(self, loft: Loft, course: Path) -> None:
        loft.write(ANSWER)
        begun(course)
        work(clocks.now())
        assert sum(look.usd for look in models.Poll.objects.all()) == LETTER_USD

    def test_a_pasted_link_is_recognised(self, loft: Loft) -> None:
        assert networks.recognise("https://loft.example/letters/l2") == ("pigeon", "l2")


@pytest.mark.django_db
class TestStream:
    def test_what_it_tells_is_looked_at_at_once(self, loft: Loft, course: Path) -> None:
        begun(course)
        work(clocks.now())
        assert answers() == {"Ada": "not_yet", "Bea": "not_yet"} and not checking.watches_due(clocks.now())
        (stream,) = streams.open_streams()
        held = HeldHost.begin(stream, networks.network("pigeon").reads)
        assert held
        held.refresh()
        feed = stream.open("", held.subscription)
        loft.write(ANSWER._replace(at=clocks.now()))
        held.handle_events(feed.take(1.0), time.monotonic())
        assert len(held.look(clocks.now(), time.monotonic() + 1)) == 1
        work(clocks.now())
        assert answers() == {"Ada": "met", "Bea": "not_yet"}
