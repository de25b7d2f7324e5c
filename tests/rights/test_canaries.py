"""The search for canaries finds what it looks for: each field has one, who may read it does, and a leak is reported.

That nobody is told more than that is seen where every row of the matrix is asked: ``test_matrix``.
"""

import logging
from collections.abc import Iterable

import pytest
from django.core import mail

from mooc.core.audit import AuditEvent
from mooc.core.privacy import PERSONAL_CLASSES, ErasureFate, FieldClass
from mooc.services.spending import budget_alerts
from mooc.store import events, models
from mooc.store.cohorts import members
from mooc.store.people import people, tokens
from mooc.store.policy.relations import no_rows
from mooc.store.policy.resources import Resource
from mooc.store.policy.rules import RULES, Rules
from tests.rights.asking import address, ask, logged
from tests.rights.canaries import GENERATED, Canaries, Leak, harvest, searched_fields
from tests.rights.fields import policies, registered_models
from tests.rights.matrix import MATRIX, Row
from tests.rights.world import NOW, World
from workers import actors
from workers.broker import broker

pytestmark = pytest.mark.django_db
READ = [row for row in MATRIX if not row.is_unsafe]
NOT_SHOWN = {
    *("store.Account.moved_to", "store.Account.name", "store.Cohort.lists"),
    *("store.PastedLink.key", "store.PastedLink.reference", "store.PastedLink.values", "store.WatchItem.key"),
    *(f"store.Activity.{name}" for name in ("edit_of", "links", "marks", "mentions", "tags", "text_hash", "url")),
    *(f"store.Activity.{name}" for name in ("quote_author", "quote_of", "reply_to", "reply_to_author", "root")),
    *("store.Activity.target", "store.Activity.target_author", "store.Text.body"),
}
"""What somebody may read and no page or operation shows by now; whoever shows one of them takes it out of here."""
EMAIL = "account.EmailAddress.email"
"""Where the address of somebody who has confirmed it stands first."""


@pytest.fixture(scope="module")
def canaries(world: World) -> Canaries:
    return harvest(world)


def _row(name: str) -> Row:
    (row,) = [row for row in MATRIX if str(row) == name]
    return row


def _text(world: World, who: str | None, row: Row) -> str:
    return ask(world.client(who), row, address(row, world.objects["north"]), None).text


def test_each_field_that_is_somebody_s_has_a_canary(canaries: Canaries) -> None:
    there = {source.field for found in canaries.sources.values() for source in found} | set(canaries.secrets.values())
    assert searched_fields() - there == set()


def test_each_canary_belongs_to_somebody(canaries: Canaries) -> None:
    assert {source.field for found in canaries.sources.values() for source in found if not source.owner} == set()


def test_the_canaries_of_two_people_are_not_the_same(canaries: Canaries) -> None:
    """But for what says who is with whom."""
    shared = {one for one, found in canaries.sources.items() if len({source.owner for source in found}) > 1}
    fields = {source.field for one in shared for source in canaries.sources[one]}
    assert fields <= {"store.Twinome.why", "store.Member.offers"}


def test_what_somebody_may_read_is_shown_to_them(world: World, canaries: Canaries) -> None:
    """Ada sees all that is hers, and of the others what their readers may: the search would find it elsewhere, too."""
    seen = set[str]()
    for row in READ:
        seen |= canaries.fields_in(_text(world, "ada", row), "ada")
        seen |= canaries.fields_in(_text(world, "fay", row), "north")
    shown = {name for name in searched_fields() if policies()[name].field_class is not FieldClass.SECRET}
    assert shown - seen == NOT_SHOWN
    assert seen >= GENERATED


def test_a_rule_that_lets_everybody_in_is_reported(
    world: World, canaries: Canaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = _row("GET /members/{member}/links")
    assert canaries.leaks("dan", _text(world, "dan", row)) == set()
    everybody = Rules(models.Member, lambda actor: ~no_rows())
    monkeypatch.setitem(RULES, Resource.LINKS_OF, everybody)
    monkeypatch.setitem(RULES, Resource.ROSTER, everybody)
    assert Leak("dan", "store.PastedLink.url", "ada") in canaries.leaks("dan", _text(world, "dan", row))


def test_a_page_that_shows_too_much_is_reported(
    world: World, canaries: Canaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it were by a slip: where the pseudonym should stand, the mail address does."""
    row = _row("GET cohorts/<slug:name>/learners/")
    assert canaries.leaks("max", _text(world, "max", row)) == set()
    columns = tuple("user__email" if name == "user__name" else name for name in members.COLUMNS)
    monkeypatch.setattr(members, "COLUMNS", columns)
    assert canaries.leaks("max", _text(world, "max", row)) == {Leak("max", EMAIL, "ada")}


@pytest.mark.parametrize("written", ["{}", "&#99;nry{rest}", "%63nry{rest}", '{{"a": "{}"}}', "<a href='?x={}'>"])
def test_a_canary_is_found_however_it_is_written(canaries: Canaries, written: str) -> None:
    one = "cnry-ada-email-q"
    text = written.replace("{rest}", one[4:]).replace("{}", one)
    assert Leak("nobody", EMAIL, "ada") in canaries.leaks(None, text)


def test_a_secret_is_for_nobody_not_even_its_owner(world: World, canaries: Canaries) -> None:
    key, digest = world.secrets["key of ada"], tokens.digest(world.secrets["key of ada"])
    assert {leak.field for leak in canaries.leaks("ada", f"{key} {digest}")} == {"key of ada", "store.ApiToken.digest"}


def test_what_was_shown_once_stands_nowhere_in_the_database(world: World) -> None:
    """Keys, invitations, passwords and codes are stored as digests: none of them is read from a stolen copy."""
    rows = [
        str(row)
        for label, model in registered_models().items()
        if label != "sessions.Session"
        for row in model._default_manager.values()
    ]
    everything = "\n".join(rows)
    assert "cnry-ada-email-q" in everything
    shown = {what: secret for what, secret in world.secrets.items() if not what.startswith("session of")}
    assert {what for what, secret in shown.items() if secret in everything} == set()


def test_messages_to_workers_name_nobody(world: World, canaries: Canaries) -> None:
    """Ids only: what waits in a broker is no place for anything else."""
    models.Watch.objects.update(due_at=models.Cohort.objects.get(pk=world.cohorts["north"]).start)
    models.Verdict.objects.update(judged_version=0, input_version=1)
    assert actors.enqueue_due() > 0
    messages = [str(message) for queue in broker.queues.values() for message in list(queue.queue)]
    broker.flush_all()
    assert messages
    assert canaries.leaks(None, "\n".join(messages)) == set()


def test_letters_about_a_budget_tell_their_reader_alone(world: World, canaries: Canaries) -> None:
    cohort = world.cohorts["north"]
    budget = models.Budget.objects.create(cohort_id=cohort, network="x", cap_usd=10, spent_usd=6)
    models.BudgetAlert.objects.create(budget=budget, level=50, at=NOW, due_at=NOW)
    with logged() as lines:
        assert budget_alerts.send_alerts(budget.pk, NOW) == 1
    (letter,) = mail.outbox
    assert letter.to == ["cnry-fay-email-q@cast.example"]
    assert canaries.fields_in(letter.body, "north") >= {"store.Cohort.title"}
    assert canaries.leaks("fay", f"{letter.subject}\n{letter.body}") == set()
    assert canaries.leaks(None, "\n".join(lines)) == set()


def test_a_leak_into_the_log_is_reported(world: World, canaries: Canaries, monkeypatch: pytest.MonkeyPatch) -> None:
    value = people.value

    def chatty(row: models.User) -> people.UserProfile:
        logging.getLogger("mooc").info("somebody came: %s", row.email)
        return value(row)

    monkeypatch.setattr(people, "value", chatty)
    row = _row("GET /me")
    answer = ask(world.client("ada"), row, address(row, world.objects["north"]), None)
    assert Leak("nobody", EMAIL, "ada") in canaries.leaks(None, answer.logged)


def test_the_audit_log_names_nobody(world: World, canaries: Canaries) -> None:
    """Ids and codes only, whatever has happened until everybody was in."""
    entries = list(models.AuditEntry.objects.values())
    assert len({entry["kind"] for entry in entries}) > 10
    assert canaries.found_in(str(entries)) == set()


def test_a_word_in_the_audit_log_is_reported(world: World, canaries: Canaries, monkeypatch: pytest.MonkeyPatch) -> None:
    row = _row("DELETE /accounts/{account}")

    def wordy(found: Iterable[AuditEvent]) -> None:
        models.AuditEntry.objects.bulk_create(
            models.AuditEntry(kind=event.kind, at=event.at, object_id="cnry-ada-handle-q") for event in found
        )

    path = address(row, world.objects["north"])
    assert canaries.leaks(None, ask(world.client("ada"), row, path, None).recorded) == set()
    monkeypatch.setattr(events, "record_all", wordy)
    answer = ask(world.client("ada"), row, path, None)
    assert {leak.owner for leak in canaries.leaks(None, answer.recorded)} == {"ada"}


def test_who_is_deleted_leaves_what_the_fates_say_and_nobody_else_is_touched(world: World, canaries: Canaries) -> None:
    """CASCADES and DETACHED are what the database does; ERASED is what it leaves to whoever erases."""
    before = _by_owner(harvest(world))
    models.User.objects.get(pk=world.users["ada"]).delete()
    after = _by_owner(harvest(World(world.users, world.members, world.cohorts)))
    cascading = {name for name in before["ada"] if policies()[name].fate is ErasureFate.CASCADES}
    assert len(cascading) > 10
    assert cascading & after.get("ada", set()) == set()
    others = {owner: fields for owner, fields in before.items() if owner not in ("ada", "")}
    assert {owner: after[owner] for owner in others} == others


def _by_owner(canaries: Canaries) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for sources in canaries.sources.values():
        for source in sources:
            if source.field_class in PERSONAL_CLASSES:
                found.setdefault(source.owner, set()).add(source.field)
    return found
