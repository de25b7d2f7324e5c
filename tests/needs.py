"""A pytest plugin: ``@pytest.mark.needs("redis")``, the count of what was left out, the refusal to leave anything out.

Without the service the test is skipped, with a reason that names the service. With ``MOOC_REQUIRE_SERVICES=1`` in
the environment every skip is a failure, whoever asked for it: CI shows that the whole suite has run.
"""

import os
from collections import Counter
from collections.abc import Generator

import pytest

from tests.external_services import SERVICES, why_missing

REQUIRED = "MOOC_REQUIRE_SERVICES"


def _nothing_may_be_skipped() -> bool:
    return os.environ.get(REQUIRED, "") not in ("", "0")


def _needed(item: pytest.Item) -> list[str]:
    return [name for mark in item.iter_markers("needs") for name in mark.args]


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why it was skipped: pytest keeps (path, line, "Skipped: reason")."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr or "no reason given")
    return text.removeprefix("Skipped: ")


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail") and _nothing_may_be_skipped():
        report.outcome = "failed"
        report.longrepr = f"Skipped, while {REQUIRED} is set: {_reason(report)}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A service that nobody knows is a slip of the pen, not a reason to skip."""
    wrong = [f"{item.nodeid}: needs({name!r})" for item in items for name in _needed(item) if name not in SERVICES]
    if wrong:
        raise pytest.UsageError(f"one of {', '.join(SERVICES)} is expected in {'; '.join(wrong)}")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip before any fixture reaches for a service that is not there."""
    missing = [reason for reason in map(why_missing, _needed(item)) if reason]
    if missing:
        pytest.skip("; ".join(dict.fromkeys(missing)))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Skips of a test: ``needs``, ``skip``, ``skipif``, ``pytest.skip()``, ``importorskip``."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Skips of a whole module."""
    report = yield
    _refuse_skip(report)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count what was left out for want of a service, by service."""
    left_out = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    wants = {reason: count for reason, count in sorted(left_out.items()) if reason.startswith("needs ")}
    if not wants:
        return
    terminalreporter.section("left out for want of a service")
    for reason, count in wants.items():
        terminalreporter.write_line(f"{count:5} {reason}")
    terminalreporter.write_line(f"{sum(wants.values()):5} in all; with {REQUIRED}=1 each is a failure")
