"""A pytest plugin: how the suite is divided among the processes of ``pytest -n`` (each has a database of its own).

A file stays whole, in one process: what its tests share is built once. Files that share something outside of this
process, and would get into each other's way, stay together. What takes longest comes first, so that at the end
no process works on alone at a file that was begun late.
"""

from collections.abc import Mapping

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

SHARED: Mapping[str, tuple[str, ...]] = {
    # They stop RabbitMQ, and wipe the whole of Redis.
    "brokers": ("tests/survival/", "tests/journeys/test_readme_on_bluesky.py", "tests/test_external_services.py"),
}
"""Group: how the paths of its files begin."""

BROKERS = {"redis", "rabbitmq"}

LONGEST = (
    "brokers",
    "tests/faults/",
    "tests/invariants/",
    "tests/simulation/",
    "tests/bench/",
    "tests/mutants/",
    "tests/demo/",
    "tests/serving/",
    "tests/workers/",
)
"""Begun first, in this order; then come all others, as they are collected."""


def group_of(nodeid: str) -> str:
    """What must run in one process: the name of a group of ``SHARED``, else the test's file."""
    path = nodeid.partition("::")[0]
    return next((name for name, begins in SHARED.items() if path.startswith(begins)), path)


def turn(nodeid: str) -> int:
    """The lower, the earlier a test is handed out."""
    group = group_of(nodeid)
    return next((place for place, begins in enumerate(LONGEST) if group.startswith(begins)), len(LONGEST))


class ByGroup(LoadScopeScheduling):
    """Hands out groups, one at a time, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByGroup | None:
    """Unless ``--dist`` asks for another one."""
    if config.getvalue("dist") != "load":
        return None
    config.option.loadscopereorder = False  # by the number of tests, which says little of their time
    return ByGroup(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse a test that meddles with a broker outside of the group; put what takes long in front."""
    alone = [
        item.nodeid
        for item in items
        if any(BROKERS.intersection(mark.args) for mark in item.iter_markers("needs"))
        and group_of(item.nodeid) != "brokers"
    ]
    if alone:
        raise pytest.UsageError(f"tests/parallel.py keeps the tests of brokers together, and not {', '.join(alone)}")
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: turn(item.nodeid))
