"""The suite's own promise: what needs a service that is not there is skipped by name and counted, or fails."""

import socket
import subprocess
import sys

import psycopg
import pytest

from tests import external_services

TWO_THAT_NEED = """
    import pytest

    @pytest.mark.needs("redis")
    def test_one(): raise AssertionError("must not run")

    @pytest.mark.needs("redis", "rabbitmq")
    class TestTwo:
        @pytest.fixture
        def reaching_out(self): raise AssertionError("must not run")

        def test_two(self, reaching_out): pass

    def test_alone(): pass
"""

MISSING = {"redis": "needs redis at 127.0.0.1:6379", "rabbitmq": "needs rabbitmq at 127.0.0.1:5672"}


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A suite of its own, with nothing but our plugin, on a machine on which no service runs."""
    monkeypatch.delenv("MOOC_REQUIRE_SERVICES", raising=False)
    monkeypatch.setattr("tests.needs.why_missing", lambda name: MISSING.get(name, ""))
    pytester.makeini("[pytest]\nmarkers =\n    needs(service): needs it\naddopts = -p no:django -p no:cacheprovider")
    return pytester


def run(inner: pytest.Pytester) -> pytest.RunResult:
    return inner.runpytest_inprocess("-p", "tests.needs", "--strict-markers")


def test_a_missing_service_skips_with_its_name_and_is_counted(inner: pytest.Pytester) -> None:
    inner.makepyfile(TWO_THAT_NEED)
    result = run(inner)
    result.assert_outcomes(passed=1, skipped=2)
    result.stdout.fnmatch_lines(
        [
            "*left out for want of a service*",
            "    1 needs redis at 127.0.0.1:6379",
            "    1 needs redis at 127.0.0.1:6379; needs rabbitmq at 127.0.0.1:5672",
            "    2 in all; with MOOC_REQUIRE_SERVICES=1 each is a failure",
        ]
    )


def test_a_service_that_is_there_lets_the_test_run(inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.needs.why_missing", lambda name: "")
    inner.makepyfile("import pytest\n@pytest.mark.needs('redis')\ndef test_it(): pass")
    result = run(inner)
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*want of a service*")


def test_where_services_are_required_a_missing_one_is_a_failure(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOOC_REQUIRE_SERVICES", "1")
    inner.makepyfile(TWO_THAT_NEED)
    result = run(inner)
    result.assert_outcomes(passed=1, errors=2)
    result.stdout.fnmatch_lines(["*while MOOC_REQUIRE_SERVICES is set: needs redis at 127.0.0.1:6379*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize(
    "body",
    [
        "def test_it(): pytest.skip('not today')",
        "@pytest.mark.skip(reason='not today')\ndef test_it(): pass",
        "@pytest.mark.skipif(True, reason='not today')\ndef test_it(): pass",
        "def test_it(): pytest.importorskip('no_such_module', reason='not today')",
        "pytest.importorskip('no_such_module', reason='not today')\ndef test_it(): pass",
        "pytest.skip('not today', allow_module_level=True)",
        "import unittest\nclass T(unittest.TestCase):\n    def test_it(self): self.skipTest('not today')",
        "def test_it(subtests):\n    with subtests.test('part'): pytest.skip('not today')",
    ],
)
def test_where_services_are_required_no_skip_of_any_kind_passes(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setenv("MOOC_REQUIRE_SERVICES", "1")
    inner.makepyfile(f"import pytest\n{body}")
    result = run(inner)
    assert result.ret not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    assert "skipped" not in result.parseoutcomes()
    result.stdout.fnmatch_lines(["*not today*"])


def test_an_expected_failure_is_no_skip(inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOOC_REQUIRE_SERVICES", "1")
    inner.makepyfile("import pytest\n@pytest.mark.xfail(reason='known')\ndef test_it(): assert False")
    run(inner).assert_outcomes(xfailed=1)


def test_a_service_that_nobody_knows_stops_the_run(inner: pytest.Pytester) -> None:
    inner.makepyfile("import pytest\n@pytest.mark.needs('rediss')\ndef test_it(): pass")
    result = run(inner)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["*one of postgresql, redis, rabbitmq, node, chromium is expected in *needs('rediss')*"]
    )


@pytest.mark.parametrize("url", ["redis://127.0.0.1:{port}/0", "amqp://127.0.0.1:{port}/"])
def test_a_port_where_nobody_listens_or_someone_else_answers_is_a_missing_service(url: str) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        here = url.format(port=listener.getsockname()[1])
        with pytest.raises(ConnectionRefusedError):
            external_services._ask(here, b"PING\r\n", b"+PONG")
        listener.listen()
        silent = socket.create_connection(listener.getsockname())
        with silent, pytest.MonkeyPatch.context() as patch:
            patch.setattr(external_services, "PATIENCE", 0.05)
            with pytest.raises(TimeoutError):
                external_services._ask(here, b"PING\r\n", b"+PONG")


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        psycopg.OperationalError(),
        subprocess.CalledProcessError(1, "node"),
        FileNotFoundError(),
    ],
)
def test_whatever_a_probe_stumbles_over_names_the_service(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def stumble() -> None:
        raise error

    monkeypatch.setattr(external_services, "SERVICES", {"redis": external_services.Service("at 127.0.0.1:1", stumble)})
    assert external_services.why_missing.__wrapped__("redis") == "needs redis at 127.0.0.1:1"


def test_a_program_that_answers_is_there() -> None:
    external_services._run(sys.executable)


@pytest.mark.needs("postgresql", "redis", "rabbitmq", "node", "chromium")
def test_every_service_is_there() -> None:
    """Nothing to do: on a machine that lacks one of them this test is the one that says so."""
