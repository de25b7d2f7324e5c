"""Without a mail server: no link that signs in is printed, and who needs one is told where to get it."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.test import Client, override_settings
from typer.testing import CliRunner

from mooc.commands.user import app
from mooc.environment import ROOT, Environment
from mooc.runtime.mail import send
from mooc.store import models
from mooc.store.spending import alerts
from tests.web.people import NOW, Cast

LINK = re.compile(r"/accounts/password/reset/key/[^…\s]+|/join/\S{20}|/enter/\S{20}")
RESET = "/accounts/password/reset/"
ASK = f"""
import mooc.commands.django_setup
from django.test import Client
from mooc.store.database import tables
from mooc.store.people import people
tables.prepare()
people.create("ada@example.org", "Ada", "three circles on paper")
page = Client().post("{RESET}", {{"email": "ada@example.org"}}, secure=True, HTTP_HOST="localhost")
print(page.status_code, page.headers.get("Location", ""))
"""
BREAK = f"""
import mooc.commands.django_setup
from django.test import Client
for address in ("{RESET}key/1-cqx3-0123456789abcdef/", "/join/0123456789abcdef0123456789abcdef/"):
    try:
        Client(raise_request_exception=False).get(address, secure=True, HTTP_HOST="localhost")
    except Exception:
        pass
"""


def environment_of(folder: Path, given: Mapping[str, str]) -> dict[str, str]:
    """What an operator sets, in earnest; nothing of the environment of the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOOC_", "DJANGO_"))}
    here = {"DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}", "SECRET_KEY": "s" * 50, "PYTHONPATH": str(ROOT)}
    return kept | here | given


def run(code: str, folder: Path, given: Mapping[str, str]) -> str:
    """All that a process with the real settings prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment_of(folder, given),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_in_earnest_no_reset_link_is_printed(tmp_path: Path) -> None:
    printed = run(ASK, tmp_path, {})
    assert printed.startswith("200") or "\n200" in printed, printed
    assert LINK.findall(printed) == []


@pytest.mark.parametrize("given", [{"MOOC_DEBUG": "true"}, {"MOOC_DEMO": "true"}])
def test_in_a_demo_and_while_debugging_it_is(tmp_path: Path, given: Mapping[str, str]) -> None:
    assert LINK.findall(run(ASK, tmp_path, given))


def test_an_address_that_breaks_is_logged_without_its_secret(tmp_path: Path) -> None:
    printed = run(BREAK, tmp_path, {})
    assert "Internal Server Error" in printed, "there is no table, so both break"
    assert LINK.findall(printed) == []
    assert printed.count("/accounts/password/reset/key/…") and printed.count("/join/…")


@pytest.mark.parametrize(("language", "words"), [("fr", "n’envoie pas de courrier"), ("en", "sends no mail")])
@override_settings(MAIL="none")
def test_the_page_says_what_to_do_instead(cast: Cast, client: Client, language: str, words: str) -> None:
    asked = client.get(RESET, headers={"accept-language": language})
    sent = client.post(RESET, {"email": "ada@example.org"}, headers={"accept-language": language})
    for page in (asked, sent):
        assert (page.status_code, words in page.content.decode()) == (200, True)
        assert 'name="email"' not in page.content.decode()


def test_the_operator_prints_a_link_that_works(cast: Cast, client: Client) -> None:
    result = CliRunner().invoke(app, ["reset-link", "Ada@example.org"])
    assert result.exit_code == 0, result.output
    link = re.search(r"^http://127\.0\.0\.1:8000(/accounts/password/reset/key/\S+)$", result.stdout, re.MULTILINE)
    assert link, result.stdout
    form = client.get(link[1]).headers["Location"]
    client.post(form, {"password1": "another good one", "password2": "another good one"})
    signed_in = Client().post("/accounts/login/", {"login": "ada@example.org", "password": "another good one"})
    assert signed_in.status_code == 302
    assert "This link no longer works" in Client().get(link[1], headers={"accept-language": "en"}).content.decode()


def test_the_operator_is_told_that_nobody_has_the_address(cast: Cast) -> None:
    result = CliRunner().invoke(app, ["reset-link", "nobody@example.org"])
    assert result.exit_code == 2
    assert "EMAIL: nobody signs in with 'nobody@example.org'" in result.stderr


@override_settings(MAIL="none")
def test_a_letter_that_goes_nowhere_is_not_taken_for_sent(db: None) -> None:
    assert not send("ada@example.org", "Budget", "80 %")


def test_alarms_wait_for_no_mail_where_there_is_none(cast: Cast) -> None:
    budget = models.Budget.objects.create(cohort_id=cast.cohort.id, network="x", cap_usd=10, spent_usd=6)
    models.BudgetAlert.objects.create(budget=budget, level=50, at=NOW, due_at=NOW)
    for is_mailed, due in ((False, []), (True, [budget.pk])):
        with override_settings(MOOC_MAIL_ALERTS=is_mailed):
            assert alerts.due(NOW) == due


@pytest.mark.parametrize(("url", "said"), [("console:", "none"), ("smtp://127.0.0.1:9", "smtp")])
def test_the_operator_is_told_at_readyz(cast: Cast, monkeypatch: pytest.MonkeyPatch, url: str, said: str) -> None:
    monkeypatch.setattr("api.site.health.environment", lambda: Environment(email_url=url, debug=False, demo=False))
    models.Cohort.objects.update(advance_at=None)  # nothing waits for a worker
    response = Client().get("/readyz")
    assert (response.status_code, response.json()["mail"]) == (200, said)


def _answers(port: int, served: "subprocess.Popen[str]") -> bool:
    end = time.monotonic() + 60
    while time.monotonic() < end and served.poll() is None:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.2)
    return False


@pytest.mark.parametrize(("given", "told"), [({}, True), ({"MOOC_EMAIL_URL": "smtp://127.0.0.1:9"}, False)])
def test_the_start_tells_it(tmp_path: Path, given: Mapping[str, str], told: bool) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {"MOOC_BIND": f"127.0.0.1:{port}", "MOOC_PUSH": "none", **given}
    run("from mooc.cli import main; import sys; sys.argv[1:] = ['migrate']; main()", tmp_path, given)
    served = subprocess.Popen(
        [sys.executable, "-c", "from mooc.cli import main; import sys; sys.argv[1:] = ['serve']; main()"],
        cwd=tmp_path,
        env=environment_of(tmp_path, given),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert _answers(port, served)
    finally:
        served.terminate()
        printed = served.communicate(timeout=60)[0]
    assert ("mooc user reset-link" in printed) is told, printed
