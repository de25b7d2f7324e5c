"""What networks do wrong, and what the engine makes of it: every fault on every network, one look after the other.

Each row of the table goes the same way (``tests/faults/school.py``): all is well; people act; the fault, for several
looks; it heals; two more looks. At no moment was anybody told "not yet" who had done it, no pass was taken back or
doubled, nothing was asked without end, and in the end the truth stands.
"""

import logging

import pytest

from tests.faults.conftest import NETWORKS, Came
from tests.faults.env import TEXT, Ground
from tests.faults.school import School
from tests.faults.table import LOOKS, TABLE, Row

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(60, func_only=True)]

NEEDS = {"bluesky": [pytest.mark.needs("node", "postgresql")]}


def _marks(row: Row, name: str) -> list[pytest.MarkDecorator]:
    wrong = [pytest.mark.xfail(reason=row.wrong_on[name], strict=True)] if name in row.wrong_on else []
    return [*NEEDS.get(name, []), *wrong]


RUNS = [
    pytest.param(row, name, name, id=f"{name}: {row.title}", marks=_marks(row, name))
    for name in NETWORKS
    for row in TABLE
    if name not in row.not_on
]


@pytest.mark.parametrize(("row", "name", "ground"), RUNS, indirect=["ground"])
def test_a_fault(
    row: Row,
    name: str,
    ground: Ground,
    came: dict[tuple[str, str], Came | str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    caplog.set_level(logging.INFO, logger="mooc")
    school = School(ground)
    school.begin()
    school.act(row.pages * ground.page or 2)
    assert school.troubles() == set()
    with row.inject(school):
        for _ in range(LOOKS):
            school.look_while_broken()
    assert school.troubles() & row.loud or not row.loud, f"{school.troubles()}: nobody noticed"
    assert school.troubles() or not row.loud
    school.check_requests(row.each, row.silent)
    healed = school.heal()
    school.check()
    _check_nothing_personal(school, caplog.text)
    came[row.title, name] = Came(ground.proxy.fired + school.fired, tuple(school.sent), healed)


def _check_nothing_personal(school: School, log: str) -> None:
    for word in (TEXT, school.ground.secret, *school.ground.handles, *school.accounts.values()):
        assert word not in log, "what people are and say has no place in a log"


def test_where_a_fault_cannot_be_the_table_says_why(came: dict[tuple[str, str], Came | str]) -> None:
    absent = {(row.title, name): why for row in TABLE for name, why in row.not_on.items()}
    came.update(absent)
    assert all(absent.values())
    assert len(RUNS) + len(absent) == len(NETWORKS) * len(TABLE)
    assert {row.number for row in TABLE} == {*range(32, 43), 44}
    assert len({row.title for row in TABLE}) == len(TABLE)
