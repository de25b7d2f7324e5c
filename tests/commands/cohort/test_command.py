"""`mooc cohort`: what is made, what is shown, and what is said when something cannot be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mooc.commands.cohort.command import app
from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.environment import environment
from mooc.runtime import clocks
from mooc.runtime.clocks import PlayedClock
from mooc.services import networks
from mooc.services.cohorts.cohorts import add_member
from mooc.store import models
from mooc.store.accounts import accounts
from mooc.store.cohorts import cohorts, invitations
from mooc.store.people import people
from mooc.store.policy.relations import Actor
from tests.building.classes import START
from tests.building.networks import only_networks
from tests.building.work import work
from tests.services.test_checking import HOUR, Told, post

GOOD = {"--start": "2026-11-02", "--zone": "Europe/Paris", "--network": "x", "--host": "stork"}
BEGINS = datetime(2026, 11, 2, 7, tzinfo=UTC)
COURSE = """\
course: small
title: {en: Small steps}
hashtag: mooc
pace: self_paced
lists: [host, voices]
units:
  - unit: one
    title: {en: One}
    challenges:
      - challenge: live
        title: {en: Live}
        brief: b.md
        check: {live_post: {tag: "{hashtag}", at_least: 2, moments: 1}}
      - {challenge: voices, title: {en: Voices}, brief: b.md, check: {follow: {of: {list: voices}}}}
"""


class Known(Told):
    """A network on which a few people are."""

    trouble_of_finding = False
    renamed: tuple[AccountProfile, ...] = ()

    def read(self, question: Question, cursor: str, now: datetime) -> Reading:
        reading = super().read(question, cursor, now)
        return replace(reading, people=(*reading.people, *self.renamed))

    def find(self, handles: Sequence[str]) -> Mapping[str, AccountProfile]:
        if self.trouble_of_finding:
            raise NetworkTrouble(Trouble(TroubleKind.UNREACHABLE))
        return {handle: AccountProfile("x", f"id-{handle}", handle) for handle in handles if handle in ("stork", "owl")}


@pytest.fixture(autouse=True)
def network(db: None, monkeypatch: pytest.MonkeyPatch) -> Known:
    known = Known()
    only_networks(monkeypatch, known)
    monkeypatch.setattr(clocks, "_current", PlayedClock(START))
    return known


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A course with two lists, in a folder of its own."""
    (tmp_path / "course.yaml").write_text(COURSE)
    (tmp_path / "b.md").write_text("Do it.\n")
    return str(tmp_path)


def mooc(*args: str) -> Result:
    return CliRunner().invoke(app, list(args))


def create(course: str = "first-steps", **changes: str) -> Result:
    given = GOOD | {f"--{name}": value for name, value in changes.items()}
    return mooc("create", course, *(word for pair in given.items() for word in pair if pair[1]))


def the_cohort() -> models.Cohort:
    return models.Cohort.objects.get()


def learner(name: str, account: str = "") -> int:
    person = people.create(f"{name}@example.org", name)
    if account:
        models.Account.objects.create(
            network="x", external_id=account, handle=name, user_id=person.id, linked_at=START, proof="test"
        )
    return add_member(the_cohort().pk, person.id, "learner", START).id


def test_a_cohort_with_its_host() -> None:
    people.create("fay@example.org", "Fay")
    result = create(name="autumn", title="Autumn", at="18:30", hashtag="#tell", facilitator="fay@example.org")
    assert result.exit_code == 0, result.output
    row = the_cohort()
    assert (row.name, row.title, row.hashtag, row.zone) == ("autumn", "Autumn", "tell", "Europe/Paris")
    assert row.start.isoformat() == "2026-11-02T17:30:00+00:00"
    assert row.lists == {"x": {"host": ["id-stork"]}}
    assert [(one.user.name, one.role) for one in row.members.all()] == [("Fay", "facilitator")]
    assert "autumn begins 2026-11-02 18:30 (Europe/Paris)" in result.stdout


def test_name_and_title_are_those_of_the_course_unless_given() -> None:
    create()
    assert (the_cohort().name, the_cohort().title, the_cohort().hashtag) == ("first-steps", "First steps", "firststeps")


def test_a_course_in_a_folder_with_a_list(folder: str) -> None:
    result = create(folder, host="@Stork", list="voices=owl, x:stork")
    assert result.exit_code == 0, result.output
    assert the_cohort().lists == {"x": {"host": ["id-stork"], "voices": ["id-owl", "id-stork"]}}


def test_handles_are_kept_and_follow_what_the_network_shows(folder: str, network: Known) -> None:
    create(folder, host="stork", list="voices=owl")
    assert accounts.handles(("id-stork", "id-owl")) == {"id-stork": "stork", "id-owl": "owl"}
    learner("ada", "11")
    network.renamed = (AccountProfile("x", "id-stork", "white_stork"),)
    work(BEGINS)
    assert accounts.handles(("id-stork", "id-owl")) == {"id-stork": "white_stork", "id-owl": "owl"}


def test_a_name_looked_up_again_takes_nothing_from_whose_account_it_is(folder: str) -> None:
    ada = people.create("ada@example.org", "Ada").id
    models.Account.objects.create(
        network="x", external_id="id-owl", handle="old", standing="protected", user_id=ada, linked_at=START
    )
    create(folder, list="voices=owl")
    row = models.Account.objects.get(external_id="id-owl")
    assert (row.user_id, row.handle, row.standing) == (ada, "owl", "protected")


def test_a_list_may_be_left_empty_expressly(folder: str) -> None:
    assert create(folder, list="voices=").exit_code == 0
    assert the_cohort().lists["x"]["voices"] == []


NAMED = "  - challenge: owls\n        title: {en: Owls}\n        brief: b.md\n        check: {reply: {to: [WHOM]}}\n"


def with_people(folder: str, whom: str) -> str:
    file = Path(folder) / "course.yaml"
    file.write_text(COURSE + "    " + NAMED.replace("WHOM", whom))
    return folder


def test_people_whom_a_rule_names_are_looked_up(folder: str) -> None:
    result = create(with_people(folder, '"x:@Owl", "bluesky:owl.example.org"'), list="voices=")
    assert result.exit_code == 0, result.output
    known = the_cohort().lists["x"]
    assert (known.pop("host"), known.pop("voices")) == (["id-stork"], [])
    assert list(known.values()) == [["id-owl"]]


def test_of_those_on_other_networks_nobody_is_asked(folder: str) -> None:
    assert create(with_people(folder, '"bluesky:owl.example.org"'), list="voices=").exit_code == 0
    assert sorted(map(len, the_cohort().lists["x"].values())) == [0, 0, 1]


def test_whom_nobody_knows_the_course_has_named(folder: str) -> None:
    result = create(with_people(folder, '"x:owl", "x:phoenix"'), list="voices=")
    assert result.exit_code == 2
    assert "COURSE: nobody on x has this handle: phoenix" in " ".join(result.output.replace("│", " ").split())
    assert not models.Cohort.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": "30.11.2026"}, "--start: a day is expected, such as 2026-11-30"),
        ({"start": "2036-11-30"}, "--start: a start within three years is expected"),
        ({"at": "8 o'clock"}, "--at: an hour is expected, such as 08:00"),
        ({"zone": "Paris"}, "--zone: an IANA time zone is expected, such as Europe/Paris"),
        ({"zone": "/etc/passwd"}, "--zone: an IANA time zone is expected"),
        ({"name": "First Steps"}, "--name: lower-case letters, digits and single hyphens are expected"),
        ({"title": "t" * 121}, "--title: 1 to 120 characters are expected"),
        ({"hashtag": "two words"}, "--hashtag: letters, digits and _ are expected"),
        ({"network": "bluesky"}, "--network: not set up here: bluesky; one of x is expected"),
        ({"host": "nobody-there"}, "--host: nobody on x has this handle: nobody-there"),
        ({"host": "bluesky:stork"}, "--host: 'bluesky' is not among the networks of the cohort: x"),
        ({"host": ""}, "--host: the course asks about the people of its list 'host': --host name.bsky.social"),
        ({"list": "voices=owl"}, "--list: the course has no list 'voices'; it has: host"),
        ({"list": "owl"}, "--list: NAME=HANDLE,HANDLE is expected"),
        ({"facilitator": "fay@example.org"}, "--facilitator: nobody signs in with 'fay@example.org'"),
        ({"course": "second-steps"}, "COURSE: no course 'second-steps'; a course folder is expected, or one of: chiff"),
    ],
)
def test_what_cannot_be_is_named_with_what_would_be_right(changes: dict[str, str], said: str) -> None:
    result = create(**changes)
    assert result.exit_code == 2
    assert f"Invalid value for {said}" in result.stderr
    assert not models.Cohort.objects.exists()


def test_a_name_is_taken_once() -> None:
    create()
    assert "--name: another cohort has this name" in create().stderr


def test_a_network_that_does_not_answer(network: Known) -> None:
    network.trouble_of_finding = True
    result = create()
    assert result.exit_code == 2
    assert "--host: x could not be asked; try again in a minute" in result.stderr


def test_a_course_with_errors_says_where(folder: str) -> None:
    (Path(folder) / "course.yaml").write_text(COURSE.replace("moments: 1", "moments: soon"))
    result = create(folder)
    assert result.exit_code == 2
    assert f"{folder}/course.yaml:13:" in result.stderr
    assert "has errors" in result.stderr


def test_with_several_networks_a_handle_says_on_which(network: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "configured", lambda: ("bluesky", "x"))
    monkeypatch.setattr(networks, "network", lambda name: network)
    both = ["create", "first-steps", "--start", "2026-11-02", "--zone", "UTC", "--network", "x", "--network", "bluesky"]
    result = mooc(*both, "--host", "stork")
    assert result.exit_code == 2
    assert "--host: with several networks NETWORK:HANDLE is expected, such as x:stork" in result.stderr
    assert mooc(*both, "--host", "x:stork", "--host", "bluesky:owl").exit_code == 0
    assert the_cohort().lists == {"x": {"host": ["id-stork"]}, "bluesky": {"host": ["id-owl"]}}


def test_an_invitation_lets_in_as_what_it_says() -> None:
    create()
    link = mooc("invite", "first-steps", "--role", "mentor").stdout.strip()
    before, _, secret = link.rstrip("/").rpartition("/")
    assert before == f"{environment().base_url}/join"
    cohort, role = invitations.invited(secret)
    assert (cohort.name, role) == ("first-steps", "mentor")


def test_members_with_their_roles_and_accounts() -> None:
    create()
    learner("ada", "11")
    learner("bob")
    lines = [line.split()[1:4] for line in mooc("members", "first-steps").stdout.splitlines()[1:]]
    assert lines == [["ada", "learner", "x:ada"], ["bob", "learner", "-"]]


def test_pairing_says_who_and_why_and_the_seed_decides() -> None:
    create()
    for name in ("ada", "bea", "cleo", "dan", "eve", "fay", "gus"):
        learner(name)
    first = mooc("pair", "first-steps", "--seed", "7").stdout
    groups = [line.split(", ") for line in first.splitlines() if not line.startswith(" ")]
    assert sorted(map(len, groups)) == [3, 4]
    assert "Your clocks show the same time." in first
    assert mooc("pair", "first-steps", "--seed", "8").stdout == first, "nobody waits: nothing changes"
    twos = mooc("pair", "first-steps", "--seed", "7", "--size", "2", "--anew").stdout
    assert sum(not line.startswith(" ") for line in twos.splitlines()) == 3
    assert mooc("pair", "first-steps", "--size", "6").exit_code == 2


def test_progress_by_signs(folder: str, network: Known) -> None:
    create(folder, list="voices=owl")
    for name, account in (("ada", "11"), ("bob", "12"), ("cleo", "")):
        learner(name, account)
    assert [line.split() for line in mooc("progress", "small").stdout.splitlines()[1:]] == [
        ["ada", "0"],
        ["bob", "0"],
        ["cleo", "0"],
    ]
    network.posts = [post(number, "11", BEGINS + HOUR) for number in (1, 2)]
    work(BEGINS)
    work(BEGINS + 3 * HOUR)
    shown = {line.split()[0]: line.split()[1:] for line in mooc("progress", "small").stdout.splitlines()}
    assert shown["name"] == ["live", "voices", "points"]
    assert shown["ada"] == ["✓", "?", "10"]
    assert shown["bob"] == ["…", "?", "0"], "all posts were seen, follows cannot be seen on this network"
    assert shown["cleo"] == ["?", "?", "0"], "no account is linked"


def test_watches_with_coverage_and_cost(folder: str, network: Known) -> None:
    create(folder, list="voices=owl")
    learner("ada", "11")
    work(BEGINS)
    work(BEGINS + HOUR)
    assert watched() == {
        "standing": ["all", "members", "2026-11-02", "08:00", "2026-11-03", "08:00", "-", "1", "0.00"],
        "tag": ["mooc", "2026-11-02", "09:00", "2026-11-02", "10:00", "-", "2", "0.00"],
        "3": ["requests,", "0.00", "dollars", "so", "far,", "for", "all", "cohorts"],
    }
    network.trouble = Trouble(TroubleKind.SERVER_ERROR)
    work(BEGINS + 2 * HOUR)
    assert watched()["tag"][:3] == ["mooc", "2026-11-02", "09:00"]
    assert "server_error" in watched()["tag"]


def watched() -> dict[str, list[str]]:
    """The rows of the one network, by what is looked at."""
    return {line.split()[1]: line.split()[2:] for line in mooc("watches", "small").stdout.splitlines()[1:]}


def test_the_list_of_cohorts() -> None:
    create()
    models.Cohort.objects.update(closed_at=START)
    (line,) = mooc("list").stdout.splitlines()[1:]
    assert line.split() == [
        "first-steps", "First", "steps", "first-steps", "2026-11-02", "08:00", "Europe/Paris", "x", "closed",
    ]  # fmt: skip


@pytest.mark.parametrize("command", ["invite", "members", "pair", "progress", "watches"])
def test_a_cohort_that_there_is_not(command: str) -> None:
    create()
    result = mooc(command, "nowhere")
    assert result.exit_code == 2
    assert "NAME: there is no cohort 'nowhere'; there are: first-steps" in result.stderr


def test_a_closed_cohort_may_still_be_looked_at() -> None:
    create()
    cohorts.change(Actor(None, True, START), the_cohort().pk, closed_at=START)
    assert mooc("progress", "first-steps").exit_code == 0
