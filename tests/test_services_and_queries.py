"""Pages, API, commands, workers and demo read by queries of the store and change by services: what they import from
either is of that kind.

``tests/api/test_reading.py`` asks every address that reads, on a connection that refuses to write.
"""

import ast

import pytest

from tests.call_graph import changing, functions, imports, modules, recording, used

READERS = dict(modules("api", "mooc.web", "mooc.commands", "workers", "demo"))

READ_BY_SERVICES = {
    "mooc.services.people.demo_login.user_of_token": "reads a signed link that the same module makes",
    "mooc.services.accounts.account_linking.parse_handle": "the grammar of handles is opened with settings",
    "mooc.services.watching.streams.has_streams": "which streams are opened is up to the settings",
    "mooc.services.accounts.oauth_linking.offered": "which networks have a sign-in is up to the settings",
    "mooc.services.people.signup.email_of_token": "reads a signed link that the same module makes",
    "mooc.services.networks.configured": "which networks are set up is up to the settings they are opened with",
    "mooc.services.networks.settings": "the settings they are opened with",
    "mooc.services.people.signup.send_letter": "sends a letter, and changes nothing here",
    "mooc.services.people.demo_login.sign_in_path": "signs a link that the same module reads",
    "mooc.services.people.demo_login.password_reset_key": "signs a key that the library of sign-in reads",
    "mooc.services.cohorts.cohorts.check_networks": "refuses what the creation of a cohort refuses, before it",
    "mooc.services.checking.next_due": "the earliest moment of two queues",
}
"""Functions of the services that change nothing in the database, and why they may be called from above all the same."""

WRITTEN_BY_QUERIES = {
    "mooc.store.people.tokens.user_of_key": "notes, once an hour, that a key is used",
}
"""Queries that note something beside what they read, and why."""


OF_THE_QUEUES = {
    *(
        "mooc.services.spending.permits.suspend",
        "mooc.services.pasted_links.pasted_links.due",
    ),
    *(
        "mooc.services.checking.watches_due",
        "mooc.services.retention.retention.due",
    ),
}
"""What workers ask of rows that are due: forwards still."""

SILENT = {
    "mooc.services.accounts.account_linking.begin": "nothing is linked yet",
    "mooc.services.accounts.account_linking.count_try": "how often somebody tries is no act",
    "mooc.services.accounts.oauth_linking.StoredApps": "our apps at servers are nobody's",
    "mooc.services.accounts.oauth_linking.begin": "nothing is linked yet",
    "mooc.services.attestation.meeting.new_code": "nobody has been met yet",
    "mooc.services.checking": "watches are the machine's; its verdicts are recorded",
    "mooc.services.cohorts.account_lookup": "handles of strangers, of whom the log knows nothing",
    "mooc.services.cohorts.course_versions.shifts": "nothing: networks are opened for their tables, and not asked",
    "mooc.services.ingest": "what is read on networks stands in the activity log, and costs in the ledger",
    "mooc.services.networks": "requests and money stand in the ledger",
    "mooc.services.operations.rechecking.recheck": "nothing: networks are opened for their tables, and not asked",
    "mooc.services.operations.rejudging.rejudge_unreadable": "findings of the machine; its verdicts are recorded",
    "mooc.services.operations.rejudging.request_judgement": "the learner may always ask; what comes of it is recorded",
    "mooc.services.operations.stuck_work": "rows of work, released by who runs the machine: the log of workers says so",
    "mooc.services.pasted_links.pasted_links.due": "a hint is on its way",
    "mooc.services.people.profile": "what people say of themselves is theirs: a name that was must not stay anywhere",
    "mooc.services.people.signup.register": "who is in no cohort is nobody's concern yet: joining one is recorded",
    "mooc.services.retention": "words that are borrowed are looked at, and let go, by the machine",
    "mooc.services.spending": "the machine's requests and money; caps that somebody sets are recorded",
    "mooc.services.watching": "watches are the machine's",
}
"""Services that change something and record no event of the audit log, or modules that have such, and why."""


def _spoken_of(tree: ast.Module) -> set[str]:
    return used(tree, imports(tree))


@pytest.mark.parametrize("module", READERS)
def test_what_is_called_of_the_services_changes_something(module: str) -> None:
    services = _spoken_of(READERS[module]) & functions("mooc.services")
    assert services - changing() - READ_BY_SERVICES.keys() == set(), "reading is for queries of the store, or pure"


@pytest.mark.parametrize("module", READERS)
def test_what_is_called_of_the_store_changes_nothing(module: str) -> None:
    queries = _spoken_of(READERS[module]) & functions("mooc.store")
    assert queries & changing() - WRITTEN_BY_QUERIES.keys() == set(), "changing is for services"


def test_every_exception_is_needed() -> None:
    spoken_of = set().union(*map(_spoken_of, READERS.values()))
    assert READ_BY_SERVICES.keys() <= spoken_of - changing()
    assert WRITTEN_BY_QUERIES.keys() <= spoken_of & changing()


def test_no_service_is_a_mere_forward() -> None:
    """A function that hands its own arguments on, and does nothing else, is not needed: callers go straight."""
    forwards = {
        f"{module}.{one.name}"
        for module, tree in modules("mooc.services")
        for one in tree.body
        if isinstance(one, ast.FunctionDef) and _hands_on(one, imports(tree))
    }
    assert forwards - OF_THE_QUEUES == set()


def _hands_on(function: ast.FunctionDef, bound: dict[str, str]) -> bool:
    """Whether the body is one call of the store with the very arguments of the function."""
    statements = [
        one for one in function.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
    ]
    if len(statements) != 1 or not isinstance(statements[0], ast.Return | ast.Expr):
        return False
    call = statements[0].value
    if not isinstance(call, ast.Call) or not any(name.startswith("mooc.store") for name in used(call.func, bound)):
        return False
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    arguments = {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]}
    return all(isinstance(one, ast.Name) and one.id in arguments for one in given)


def test_what_changes_something_among_people_records_it() -> None:
    public = {
        name for name in changing() if name.startswith("mooc.services.") and not name.rpartition(".")[2].startswith("_")
    }
    unrecorded = public - recording()
    needless = {silent for silent in SILENT if not any(_is_in(name, silent) for name in unrecorded)}
    assert not {name for name in unrecorded if not any(_is_in(name, silent) for silent in SILENT)}
    assert not needless, "it records what it does, or is gone"


def _is_in(name: str, silent: str) -> bool:
    return name == silent or name.startswith(f"{silent}.")


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("mooc.store.mentoring.mentors.give", True),
        ("mooc.store.cohorts.members.get", False),
        ("mooc.store.attestation.reviews.listed", False),
        ("mooc.store.people.people.create", True),
        ("mooc.services.cohorts.cohorts.leave", True),
        ("mooc.services.mentoring.mentoring.assign", True),
        ("mooc.services.accounts.account_linking.parse_handle", False),
        ("mooc.store.operations.operations.release", True),
        ("mooc.store.operations.operations.listed", False),
        ("mooc.store.watching.watches.claim", True),
        ("mooc.store.watching.watches.due", True),
        ("mooc.store.retention.retention.next_due", False),
    ],
)
def test_the_call_graph_knows_what_changes_something(name: str, changes: bool) -> None:
    assert (name in changing()) is changes
