"""Who may do what: every operation of the API and every page, asked by each of the ten roles, about their own things,
other people's, those of another cohort, and what is not there. No answer tells anybody what is not for them.
"""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from api.app import api
from mooc import urls as project_urls
from mooc.store import models
from mooc.web import urls as web_urls
from mooc.web.authoring.preview import preview
from mooc.web.urls import all_urls, demo_urls
from tests.building.cast import ROLES
from tests.rights import urls
from tests.rights.asking import Answer, address, ask, payload, placeholders
from tests.rights.canaries import Canaries, harvest
from tests.rights.matrix import COLUMNS, GRANTS, MATRIX, Row
from tests.rights.sent import RESET
from tests.rights.world import START, World

pytestmark = pytest.mark.django_db
each = pytest.mark.parametrize("row", MATRIX, ids=str)
OUTSIDE_THE_SCHEMA = {"", "docs", "openapi.json"}
THINGS = {
    *("cohort", "name", "member", "twinome", "mentoring", "confirmation", "review", "account", "token", "invitation"),
    "key",
}
"""Placeholders that stand for a row that belongs to somebody."""
ELSEWHERE = {"AN": "AN", "OC": "ME", "FX": "FA", "FA": "FX", "AD": "AD"} | dict.fromkeys(
    ("ME", "PE", "TW", "M+", "M-"), "OC"
)
"""Column → what it is in the other cohort, of which the world has a twin."""
REFUSALS = {"401", "403", "404", "log"}
LOGGED = ("store.Cohort.name",)
"""What may stand in the log: it is part of the address of a page."""
NOTHING_IS_STORED = {"POST accounts/logout/", "POST accounts/password/reset/", f"POST {RESET}"}
"""A session ends; a letter is sent; the key of a letter goes into the session first."""
NOT_ASKED = {preview: "it takes the place of all pages, for who writes a course on his or her own machine"}
"""Pages that are mounted on a condition and have no row, and why that is so."""
NO_SUCH = {"name": "no-such-cohort"}
ABSENT = 999_999_999


@pytest.fixture(scope="module")
def canaries(world: World) -> Canaries:
    return harvest(world)


def _things(row: Row) -> list[str]:
    own = {name for name, other in row.sent.params.items() if other in ("open", "confirm_key", "reset_key")}
    return [name for name in placeholders(row) if name in THINGS - own]


def _ask(world: World, column: str, row: Row, values: Mapping[str, object], **changes: object) -> Answer:
    return ask(world.client(ROLES.get(column)), row, address(row, values, **changes), payload(row, values))


def _tells_nothing(canaries: Canaries, row: Row, column: str, answer: Answer, values: Mapping[str, object]) -> None:
    """What the reader gets holds only what he or she may read; the logs hold nobody's; a letter what its reader may."""
    asked = f"{address(row, values)} {payload(row, values)}"
    own = {f"session of {ROLES.get(column)}"}
    leaks = canaries.leaks(ROLES.get(column), answer.text, asked, row.sent.tells)
    assert {leak for leak in leaks if leak.field not in own} == set(), column
    assert canaries.leaks(None, answer.logged, told=LOGGED) == set(), "the log"
    assert canaries.leaks(None, answer.recorded) == set(), "the audit log"
    for letter in answer.mails:
        to = next((who for who in (*ROLES.values(), "rosa") if f"cnry-{who}-email-q@" in str(letter.to)), None)
        assert canaries.leaks(to, f"{letter.subject}\n{letter.body}", asked, row.sent.tells) == set(), "a letter"


@each
def test_each_role_gets_the_answer_of_the_matrix_and_is_told_no_more(
    row: Row, world: World, canaries: Canaries
) -> None:
    values = world.objects["north"]
    answers = {column: _ask(world, column, row, values) for column in COLUMNS}
    assert {column: answer.status for column, answer in answers.items()} == row.expects
    for column, answer in answers.items():
        _tells_nothing(canaries, row, column, answer, values)
        assert answer.status not in REFUSALS or not answer.wrote, f"{column} is refused, and changes {answer.wrote}"
    _lets_somebody_in(row, answers.values())


def _lets_somebody_in(row: Row, answers: Iterable[Answer]) -> None:
    """Refusals alone would prove nothing: somebody gets it, and where it changes something, it is changed."""
    allowed = [answer for answer in answers if answer.status not in REFUSALS]
    assert allowed
    if row.is_unsafe and str(row) not in NOTHING_IS_STORED:
        assert any(answer.wrote for answer in allowed)


@each
def test_the_things_of_the_other_cohort_get_the_answer_for_strangers(
    row: Row, world: World, canaries: Canaries
) -> None:
    if not _things(row):
        return
    values = world.objects["south"]
    answers = {column: _ask(world, column, row, values) for column in COLUMNS}
    expected = {column: row.expects[ELSEWHERE[column]] for column in COLUMNS}
    assert {column: answer.status for column, answer in answers.items()} == expected
    for column, answer in answers.items():
        _tells_nothing(canaries, row, column, answer, values)


@each
def test_what_is_hidden_and_what_is_not_there_look_the_same(row: Row, world: World) -> None:
    values = world.objects["north"]
    for column in ("OC", "FX", "AD") if _things(row) else ():
        hidden = _ask(world, column, row, values)
        for name in _things(row):
            absent = _ask(world, column, row, values, **{name: NO_SUCH.get(name, ABSENT)})
            assert absent.status == "404", (name, column)
            if hidden.status == "404":
                assert _plain(hidden) == _plain(absent), (name, column)


def _plain(answer: Answer) -> list[str]:
    """Without what differs from one request to the next, and from one address to another."""
    text = re.sub(r'(csrf\w*"? (?:value|content)="?|csrf=)[^";]+', r"\1", answer.text)
    text = re.sub(r'name="next" value="[^"]*"', "", text)
    return [line for line in text.split("\n") if not line.startswith(("Content-Length", "Set-Cookie"))]


def _nested() -> Iterator[tuple[Row, str]]:
    for row in MATRIX:
        for name in _things(row)[1:]:
            yield row, name


@pytest.mark.parametrize(("row", "name"), [pytest.param(*one, id=f"{one[0]} {one[1]}") for one in _nested()])
def test_a_thing_is_not_reached_through_another_cohort(row: Row, name: str, world: World) -> None:
    """Not even by who may reach it through its own."""
    north, south = world.objects["north"], world.objects["south"]
    inner = row.sent.params.get(name, name)
    _fay_is_everything_in_the_south(world)
    for column in COLUMNS[1:]:
        answer = _ask(world, column, row, {**north, inner: south[inner]})
        assert (answer.status, answer.wrote) == ("404", frozenset()), column


def _fay_is_everything_in_the_south(world: World) -> None:
    """She facilitates there, is Oscar's mentor, and of his twinome."""
    rows = {
        role: models.Member.objects.create(
            user_id=world.users["fay"], cohort_id=world.cohorts["south"], role=role, joined_at=START
        )
        for role in ("facilitator", "mentor", "learner")
    }
    models.Mentoring.objects.create(mentor=rows["mentor"], learner_id=world.members["oscar"])
    seat = models.TwinomeMember.objects.get(member=world.members["oscar"])
    models.TwinomeMember.objects.create(twinome=seat.twinome, member=rows["learner"])
    models.Member.objects.create(
        user_id=world.users["fay"], cohort_id=world.cohorts["north"], role="learner", joined_at=START
    )


@pytest.mark.parametrize("row", [row for row in MATRIX if "$" in str(row.sent.body)], ids=str)
def test_a_thing_of_another_cohort_is_not_named_in_a_body(row: Row, world: World) -> None:
    """One foreign id among others: the whole request is refused, and nothing changed."""
    north, south = world.objects["north"], world.objects["south"]
    named = [name for name in ("learner", "mentor", "confirmation") if f"${name}" in str(row.sent.body)]
    for name in named:
        for column in COLUMNS[1:]:
            body = payload(row, {**north, name: south[name]})
            answer = ask(world.client(ROLES[column]), row, address(row, north), _among_others(body, north["learner"]))
            assert answer.wrote == frozenset(), (name, column)


def _among_others(body: Any, learner: object) -> Any:
    return body | {"learners": [learner, *body["learners"]]} if "learners" in body else body


@pytest.mark.parametrize("row", [row for row in MATRIX if row.is_unsafe], ids=str)
def test_a_session_without_its_csrf_token_changes_nothing(row: Row, world: World) -> None:
    for who in ("ada", "fay", "rosa"):
        client, values = world.client(who, enforce_csrf_checks=True), world.objects["north"]
        answer = ask(client, row, address(row, values), payload(row, values))
        assert (answer.status, answer.wrote) == ("403", frozenset()), who


@pytest.mark.parametrize("route", sorted({row.route for row in MATRIX if row.is_page}))
def test_a_page_does_nothing_by_a_method_that_has_no_row(route: str, world: World) -> None:
    rows = {row.method: row for row in MATRIX if row.route == route}
    some = next(iter(rows.values()))
    for method in {"GET", "POST", "DELETE"} - rows.keys():
        row = Row(method, route, some.rule, some.answers, some.sent)
        for column in ("AN", "ME", "FA"):
            answer = _ask(world, column, row, world.objects["north"])
            refused = answer.status in {"405", *REFUSALS}
            as_get = "GET" in rows and answer.status == rows["GET"].expects[column]
            assert (refused or as_get) and not answer.wrote, (method, column, answer.status)


def test_every_operation_of_the_api_has_a_row_and_every_row_an_operation() -> None:
    schema = api.get_openapi_schema(path_prefix="")
    operations = {f"{method.upper()} {path}" for path, found in schema["paths"].items() for method in found}
    rows = {str(row) for row in MATRIX if not row.is_page}
    assert rows - {"GET /healthz", "GET /readyz"} == operations


def test_every_route_of_the_api_is_in_the_schema() -> None:
    schema = api.get_openapi_schema(path_prefix="")
    described = {path.lstrip("/") for path in schema["paths"]}
    mounted = [one for one in get_resolver().url_patterns if isinstance(one, URLResolver) and "api" in str(one.pattern)]
    routes = {route for one in mounted for route, name in _routes(one) if name != "unknown-route"}
    assert {re.sub(r"<(\w+)>", r"{\1}", route) for route in routes} == described | OUTSIDE_THE_SCHEMA


def test_every_page_has_a_row_and_every_row_a_page() -> None:
    """Of the whole URLconf: what is mounted beside the API and the pages would have none."""
    routes = {route for route, _ in _routes(get_resolver(urls.__name__)) if not route.startswith("api/v1/")}
    pages = {row.route for row in MATRIX if row.is_page}
    assert {route.lstrip("^") for route in routes} == pages | {"healthz", "readyz"}
    assert len(all_urls) + len(demo_urls) == len(pages)


def test_what_is_mounted_on_a_condition_is_asked_or_says_why_not() -> None:
    """Whatever list an address stands in."""
    listed = [value for value in vars(web_urls).values() if isinstance(value, list)]
    there = {pattern.callback for patterns in listed for pattern in patterns}
    asked = {pattern.callback for pattern in _patterns(get_resolver(urls.__name__))}
    assert there - asked == NOT_ASKED.keys()


@pytest.mark.parametrize("module", [web_urls, project_urls])
def test_every_address_stands_in_a_list_of_its_module(module: ModuleType) -> None:
    """So that the test above sees it, on whatever condition the list is mounted."""
    tree = ast.parse(inspect.getsource(module))
    lists = [node.value for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.List)]
    listed = {one for value in lists for one in value.elts}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node) in ("path", "re_path")]
    assert calls
    assert [ast.unparse(call) for call in calls if call not in listed] == []


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from _patterns(one)


def _routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str | None]]:
    """Below the resolver: the route as the URLconf has it, and its name."""
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield before + str(one.pattern), one.name
        else:
            yield from _routes(one, before + str(one.pattern))


def test_each_row_follows_a_rule_and_each_rule_has_a_row() -> None:
    assert {row.rule for row in MATRIX} == GRANTS.keys()


def test_no_row_stands_twice() -> None:
    assert len({str(row) for row in MATRIX}) == len(MATRIX)
