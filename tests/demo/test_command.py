"""The demo, as a newcomer runs it: a process of its own, on this machine alone."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import requests

MOOC = (sys.executable, "-c", "from mooc.cli import main; main()", "demo")
PLAYS_WITHIN = 280.0


def environment() -> dict[str, str]:
    """Nothing of the engine's is set, as on a machine that has never seen it."""
    ours = ("MOOC_", "DJANGO_", "DATABASE_URL", "SECRET_KEY")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def start(*options: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*MOOC, *options],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hear_ctrl_c,
    )


def _hear_ctrl_c() -> None:
    """What a shell starts in the background ignores SIGINT, and hands that down to its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    process = start("--headless", "--json", "--folder", str(tmp_path_factory.mktemp("demo")))
    out, err = process.communicate(timeout=PLAYS_WITHIN)
    assert process.returncode == 0, f"{out}\n{err[-3000:]}"
    found: dict[str, Any] = json.loads(out)
    return found


def test_nothing_false_is_said(report: dict[str, Any]) -> None:
    assert report["truth"] == {"false_met": 0, "false_not_yet": 0}


def test_everybody_is_judged_in_every_challenge(report: dict[str, Any]) -> None:
    assert (report["learners"], report["challenges"]) == (30, 4)
    assert sum(report["verdicts"].values()) == 30 * 4


def test_all_three_answers_occur(report: dict[str, Any]) -> None:
    assert set(report["verdicts"]) == {"met", "not_yet", "cant_tell"}
    assert report["verdicts"]["met"] > 90, "most of the birds do well"


def test_nobody_is_alone(report: dict[str, Any]) -> None:
    assert report["twinomes"]["unplaced"] == 0
    assert set(report["twinomes"]["sizes"]) <= {2, 3, 4, 5}


def test_far_fewer_requests_are_sent_than_by_asking_about_each_learner(report: dict[str, Any]) -> None:
    sent = report["requests"]["x"]
    assert 0 < sent["sent"] < sent["naive"] / 4


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = start("--port", str(port), "--folder", str(tmp_path))
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.strip().splitlines() == [f"mooc: port {port} is taken; choose another with --port"]


def test_it_opens_its_doors_stops_on_ctrl_c_and_goes_on_where_it_was(tmp_path: Path) -> None:
    port = free_port()
    first = start("--port", str(port), "--folder", str(tmp_path))
    doors = _doors(first, port)
    assert set(doors) == {"learner", "mentor", "facilitator"}
    for address in doors.values():
        assert requests.get(address, timeout=10).status_code == 200
    _wait_for_state(tmp_path)
    _interrupt(first)
    left = json.loads((tmp_path / "state.json").read_text())
    again = start("--port", str(port), "--folder", str(tmp_path), "--seed", "7")
    _doors(again, port)
    time.sleep(2)
    _interrupt(again)
    then = json.loads((tmp_path / "state.json").read_text())
    assert then["now"] >= left["now"]
    assert then["seed"] == left["seed"], "a story that was begun is not told otherwise"


def _doors(process: "subprocess.Popen[str]", port: int) -> dict[str, str]:
    assert process.stdout
    line = process.stdout.readline()
    assert f"http://127.0.0.1:{port}" in line, line + (process.stderr.read() if process.stderr else "")
    return dict(process.stdout.readline().split() for _ in range(3))  # type: ignore[misc]


def _wait_for_state(folder: Path) -> None:
    for _ in range(100):
        if (folder / "state.json").exists():
            return
        time.sleep(0.2)
    raise AssertionError("the clock does not move")


def _interrupt(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "Stopped." in out
    assert "Traceback" not in err
