"""How the suite is divided: a file is one process's, brokers are one process's, and ``make fast`` has no database."""

from pathlib import Path

import pytest

from tests.parallel import group_of, turn

ROOT = Path(__file__).parents[1]
NEED_THE_FIRST = """
    import pytest

    begun = []

    def test_first(): begun.append(1)

    @pytest.mark.parametrize("turn", range(7))
    def test_others(turn): assert begun
"""


def test_what_stops_a_broker_is_in_one_group_and_begun_first() -> None:
    survival, cohort = "tests/survival/test_survival.py::test_it", "tests/journeys/test_readme_on_bluesky.py::test_it"
    assert group_of(survival) == group_of(cohort) == "brokers"
    assert (
        group_of("tests/core/facts/test_hashtags.py::TestTags::test_one[a::b]") == "tests/core/facts/test_hashtags.py"
    )
    assert (
        turn(survival)
        < turn("tests/faults/test_faults.py::test_it")
        < turn("tests/core/facts/test_hashtags.py::test_it")
    )


def test_a_test_of_a_broker_elsewhere_is_refused(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmarkers =\n    needs(service): needs it\naddopts = -p no:django -p no:cacheprovider")
    pytester.makepyfile("import pytest\n@pytest.mark.needs('redis')\ndef test_it(): pass")
    result = pytester.runpytest_inprocess("-p", "tests.parallel")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*keeps the tests of brokers together, and not *::test_it*"])


def test_a_file_stays_in_one_process(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeini("[pytest]\naddopts = -p no:django -p no:cacheprovider -p tests.parallel -n 2")
    pytester.makepyfile(NEED_THE_FIRST)
    pytester.runpytest_subprocess().assert_outcomes(passed=8)


def test_fast_refuses_who_asks_for_a_connection(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile("from mooc.store import models\n\ndef test_it(): models.User.objects.exists()")
    result = pytester.runpytest_subprocess("-c", str(ROOT / "tests" / "fast.ini"), "--rootdir", str(ROOT))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*make fast has no database, and this test asks for 'default'*"])
