"""``mooc try`` as a facilitator types it: real processes, the real Bluesky network, and no database to be found."""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fixtures.bluesky import BlueskyNetwork, Person
from fixtures.sandbox import Sandbox
from mooc.commands import try_
from mooc.environment import environment
from mooc.networks.bluesky.adapter import Bluesky
from mooc.runtime import clocks
from mooc.simulation.worlds import Event, EventName, World, WorldAccount
from tests.bluesky import Join, eventually
from tests.commands.readme import Installation
from tests.lessonfiles.pages import with_check, written
from tests.mastodon_server import mastodon_server
from tests.networks.faulty import failing, faulty

NOWHERE = "postgresql://nobody@127.0.0.1:9/none"
bluesky = pytest.mark.needs("node", "postgresql")


@pytest.fixture
def typed(tmp_path: Path, bluesky_network: BlueskyNetwork) -> Iterator[Installation]:
    with Installation(tmp_path, DATABASE_URL=NOWHERE, MOOC_BLUESKY_URL=bluesky_network.appview) as installation:
        yield installation


@pytest.fixture
def here(bluesky_network: BlueskyNetwork, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The command in this process, against this network."""
    monkeypatch.setenv("MOOC_BLUESKY_URL", bluesky_network.appview)
    environment.cache_clear()
    yield
    monkeypatch.undo()
    environment.cache_clear()


def tried(challenge: str, who: Person, host: Person, *more: str) -> dict[str, Any]:
    words = [f"first-steps/{challenge}", "--as", who.handle, "--list", f"host={host.handle}", "--json", *more]
    result = CliRunner().invoke(try_.app, words)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


@pytest.fixture
def people(bluesky_network: BlueskyNetwork, join: Join) -> Callable[..., list[Person]]:
    """New people, as soon as the network shows them."""

    def enter(*names: str) -> list[Person]:
        found, network = [join(name) for name in names], Bluesky(bluesky_network.appview)
        handles = [person.handle for person in found]
        eventually(lambda: network.find(handles), lambda shown: len(shown) == len(handles))
        return found

    return enter


@bluesky
class TestOnBluesky:
    @pytest.mark.usefixtures("here")
    def test_each_challenge_of_the_course_against_who_did_it_and_who_did_not(
        self, people: Callable[..., list[Person]]
    ) -> None:
        host, ada, bob, zoe = people("host", "ada", "bob", "zoe")
        ada.follow(host)
        ada.post("I wonder what you think about it all", reply_to=host.post("Say hello"))
        zoe.repost(ada.post("Pass me on", tags=["mooc"]))
        relay = eventually(
            lambda: tried("relay", ada, host, "--hashtag", "#mooc"), lambda found: found["answer"] == "met"
        )
        assert {read["read"] for read in relay["reads"]} == {"author_feed", "reposted_by", "quotes"}
        follow = tried("follow", ada, host)
        assert [line["text"] for line in follow["lines"] if line["mark"] == "counts"] == [f"You follow @{host.handle}."]
        assert follow["answer"] == "met"
        assert (follow["requests"], follow["usd"]) == (2, "0"), "one for the handles, one for the follow"
        assert tried("reply", ada, host)["answer"] == "met"
        for challenge in ("follow", "reply", "relay", "live-post"):
            none = tried(challenge, bob, host)
            assert (none["answer"], none["trouble"]) == ("not_yet", ""), none
        assert tried("relay", ada, host)["answer"] == "not_yet", "the course's own hashtag is another"

    @pytest.mark.usefixtures("here")
    def test_people_whom_the_rule_names_need_not_be_said_again(
        self, people: Callable[..., list[Person]], tmp_path: Path
    ) -> None:
        owl, ada, bob = people("owl", "ada", "bob")
        ada.follow(owl)
        rule = f'{{follow: {{of: ["bluesky:{owl.handle}", "x:owl"]}}}}'
        written(tmp_path, with_check(rule))

        def answer(who: Person) -> str:
            result = CliRunner().invoke(try_.app, [f"{tmp_path}/one", "--as", who.handle, "--json"])
            assert result.exit_code == 0, result.output
            return str(json.loads(result.output)["answer"])

        eventually(lambda: answer(ada), lambda said: said == "met")
        assert answer(bob) == "not_yet"

    @pytest.mark.usefixtures("here")
    def test_what_could_not_be_seen_is_not_called_absent(
        self, bluesky_network: BlueskyNetwork, people: Callable[..., list[Person]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        host, ada = people("host", "ada")
        assert tried("follow", ada, host)["answer"] == "not_yet"
        with faulty(bluesky_network.appview, failing(502), which=lambda n, path: "getRelationships" in path) as server:
            monkeypatch.setenv("MOOC_BLUESKY_URL", server.url)
            environment.cache_clear()
            found = tried("follow", ada, host)
        assert any("getRelationships" in path for path in server.asked), "the fault fired"
        assert (found["answer"], found["trouble"]) == ("cant_tell", "server_error")

    def test_it_needs_no_database_and_no_framework_and_speaks_french(
        self, typed: Installation, people: Callable[..., list[Person]], tmp_path: Path
    ) -> None:
        host, ada = people("host", "ada")
        words = ["mooc", "try", "first-steps/follow", "--as", f"@{ada.handle}", "--list", f"host={host.handle}"]
        program = [
            f"import sys; sys.argv = {[*words, '--lang', 'fr']}",
            "from mooc.cli import main",
            "try: main()",
            "except SystemExit as end: code = end.code",
            "print(code, [name for name in sys.modules if name.startswith(('django', 'mooc.store', 'mooc.services'))])",
        ]
        (tmp_path / "proof.py").write_text("\n".join(program))
        said = typed.run(f"{sys.executable} proof.py")
        assert f"en tant que @{ada.handle} sur Bluesky" in said
        assert f"Vous ne suivez pas @{host.handle}." in said
        assert said.endswith("Pas encore.\nRequêtes : 2. Dollars : 0.\n0 []\n")

    @pytest.mark.usefixtures("here")
    def test_an_account_that_was_taken_down_or_deactivated_is_told_as_such(
        self, bluesky_network: BlueskyNetwork, people: Callable[..., list[Person]]
    ) -> None:
        host, ada, bob = people("host", "ada", "bob")
        bluesky_network.take_down(ada)
        bob.deactivate()
        for who, standing, words in (
            (ada, "suspended", {"en": "Bluesky has suspended the account", "fr": "Bluesky a suspendu le compte"}),
            (bob, "gone", {"en": "is deactivated on Bluesky", "fr": "est désactivé sur Bluesky"}),
        ):
            eventually(
                lambda who=who: Bluesky(bluesky_network.appview).profile(who.did).standing,  # type: ignore[misc]
                lambda found, standing=standing: found == standing,  # type: ignore[misc]
            )
            for lang, said in words.items():
                line = ["first-steps/follow", "--as", who.handle, "--list", f"host={host.handle}", "--lang", lang]
                result = CliRunner().invoke(try_.app, line)
                told = " ".join(result.output.replace("│", " ").split())
                assert (result.exit_code, said in told, who.handle in told) == (2, True, True), told
                assert "nobody" not in told and "personne" not in told
        missed = ["first-steps/follow", "--as", host.handle, "--list", f"host={bob.handle}"]
        result = CliRunner().invoke(try_.app, missed)
        assert result.exit_code == 2 and "is deactivated" in result.output and "--list" in result.output

    def test_a_handle_that_nobody_has_is_named(self, typed: Installation) -> None:
        line = ".venv/bin/mooc try first-steps/follow --as nobody-has-this.test --list host=neither.test 2>&1"
        said = typed.run(line, code=2)
        assert "nobody-has-this.test" in said
        assert "Traceback" not in said


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("first-steps/follow --as ada.test", "by --list host=HANDLE"),
        ("first-steps/swim --as ada.test", "there are: follow"),
        ("first-steps --as ada.test", "such as first-steps/follow"),
        ("no-course/follow --as ada.test", "or one of: chiffres-ensemble, first-steps"),
        ("first-steps/follow --as ada.test --list host=a.test --since yesterday", "such as 2026-11-23"),
        ("first-steps/follow --as ada.test --list host=a.test --since 2199-01-01", "before now"),
        ("first-steps/follow --as ada --network x --list host=a", "set MOOC_X_BEARER"),
        ("first-steps/follow --as ada --network myspace --list host=a", "bluesky, mastodon, x"),
        ("first-steps/follow --as ada --list host", "NAME=HANDLE"),
        ("first-steps/follow --as ada --lang de", "fr, en"),
    ],
)
def test_what_is_typed_wrong_is_named(line: str, says: str) -> None:
    result = CliRunner(env={"COLUMNS": "300"}).invoke(try_.app, line.split())
    assert result.exit_code == 2, result.output
    assert says in " ".join(result.output.replace("│", " ").split())


def test_when_the_network_does_not_answer_it_says_so(tmp_path: Path) -> None:
    with Installation(tmp_path, DATABASE_URL=NOWHERE, MOOC_BLUESKY_URL="http://127.0.0.1:9") as installation:
        line = ".venv/bin/mooc try first-steps/follow --as ada.test --list host=host.test 2>&1"
        assert installation.run(line, code=1) == "Can't tell yet: the network is down.\n"


def test_with_a_key_x_is_tried_too_and_priced_to_the_cent(tmp_path: Path) -> None:
    now = clocks.SystemClock().now()
    cast = (WorldAccount("host", "99"), WorldAccount("ada", "11"), WorldAccount("zoe", "21"))
    earlier = now - timedelta(hours=1)
    events = (
        Event(earlier, EventName.POST, "prompt", "host", text="Say hello"),
        Event(
            earlier + timedelta(minutes=1),
            EventName.POST,
            "answer",
            "ada",
            text="I wonder about it all",
            reply_to="prompt",
        ),
    )
    with Sandbox(World(cast, events), clocks.SystemClock().now) as sandbox:
        settings = {"MOOC_X_URL": sandbox.url, "MOOC_X_BEARER": sandbox.bearer, "DATABASE_URL": NOWHERE}
        with Installation(tmp_path, **settings) as installation:
            line = ".venv/bin/mooc try first-steps/reply --network x --as ada --list host=host --json"
            found = json.loads(installation.run(line))
        assert found["answer"] == "met", found
        assert sandbox.ledger.spent == float(found["usd"]) or str(sandbox.ledger.spent) == found["usd"]
        assert found["requests"] == sum(sandbox.ledger.requests.values())


def test_on_mastodon_no_key_is_needed_for_posts(monkeypatch: pytest.MonkeyPatch) -> None:
    with mastodon_server(["host", "ada", "bob"]) as server:
        prompt = server.acting("host").status_post("Say hello")
        server.acting("ada").status_post("I wonder what you think about it", in_reply_to_id=prompt.id)
        monkeypatch.setenv("MOOC_MASTODON_SERVER", server.url)
        monkeypatch.setenv("MOOC_LOOPBACK", "true")
        environment.cache_clear()
        answers = {}
        for name in ("ada", "bob"):
            words = ["first-steps/reply", "--network", "mastodon", "--as", f"{name}@{server.host}", "--json"]
            result = CliRunner().invoke(try_.app, [*words, "--list", f"host=host@{server.host}"])
            assert result.exit_code == 0, result.output
            answers[name] = json.loads(result.output)
        monkeypatch.undo()
        environment.cache_clear()
    assert answers["ada"]["answer"] == "met", answers["ada"]
    assert answers["bob"]["answer"] == "not_yet", answers["bob"]
    assert answers["ada"]["usd"] == "0"
    assert sum(one["requests"] for one in answers.values()) == len(server.asked)
