"""Budget alerts by mail: to each facilitator once, in their language, whatever workers and mail servers do."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import connection

from mooc.services.spending import budget_alerts
from mooc.store import models
from mooc.store.spending import alerts
from tests.building.budget_env import HOUR, Scene, a_stage, capped, posts, scenes
from tests.building.classes import START, Stage

Mails = list[EmailMessage]


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Scene]]:
    yield from scenes(monkeypatch)


def facilitated(stage: Stage, **languages: str) -> None:
    for name, language in languages.items():
        stage.staff("facilitator", name, language=language)


def told(now: datetime = START) -> int:
    return sum(budget_alerts.send_alerts(budget, now) for budget in alerts.due(now))


@pytest.fixture
def stage(db: None) -> Stage:
    """A cohort that has 80 % of its budget spent: the alerts of 50 and 80 are raised."""
    made = a_stage()
    facilitated(made, fanny="fr", emil="en")
    capped(made, usd="20")
    budget = models.Budget.objects.get(cohort=made.cohort)
    models.Budget.objects.filter(pk=budget.pk).update(spent_usd="16.5")
    for level in (50, 80):
        models.BudgetAlert.objects.create(budget=budget, level=level, at=START, due_at=START)
    return made


def test_each_facilitator_is_written_to_once_in_their_language(stage: Stage, mailoutbox: Mails) -> None:
    assert told() == 2
    assert (told(), len(mailoutbox)) == (0, 2)
    by_name = {mail.to[0]: mail for mail in mailoutbox}
    assert all(len(mail.to) == 1 and not mail.cc for mail in mailoutbox), "nobody sees the others' addresses"
    english, french = by_name["emil@example.org"], by_name["fanny@example.org"]
    assert english.subject == "80% of the X budget is spent: A cohort"
    assert french.subject == "80 % du budget X est dépensé : A cohort"
    assert "$16.50 of $20.00" in english.body
    assert "16,50 $ sur 20,00 $" in french.body
    assert f"/cohorts/{stage.cohort.name}/budget/" in english.body
    assert not models.BudgetAlert.objects.filter(mailed_at=None).exists(), "the lower alert is told by the higher one"


def test_who_has_left_and_whose_course_is_over_hear_nothing(stage: Stage, mailoutbox: Mails) -> None:
    models.Member.objects.filter(user__name="fanny").update(left_at=START)
    models.User.objects.filter(name="emil").update(is_active=False)
    assert told() == 0
    models.BudgetAlert.objects.update(mailed_at=None, due_at=START)
    models.Cohort.objects.update(closed_at=START)
    assert alerts.due(START) == []
    assert mailoutbox == []


def test_a_mail_server_that_is_gone_is_tried_again_later_and_named_in_no_log(
    stage: Stage, settings: pytest.FixtureRequest, mailoutbox: Mails, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # type: ignore[attr-defined]
    assert told() == 0
    assert "ConnectionRefusedError" in caplog.text, "the fault fired"
    assert "example.org" not in caplog.text
    assert alerts.due(START) == [], "not at once"
    models.BudgetAlert.objects.update(not_before=None)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    assert told() == len(mailoutbox) == 2


@pytest.mark.django_db(transaction=True)
def test_ten_workers_send_one_letter(stage: Stage, mailoutbox: Mails) -> None:
    budget = models.Budget.objects.get(cohort=stage.cohort).pk

    def work(_: int) -> int:
        try:
            return budget_alerts.send_alerts(budget, START)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(work, range(10))) == 2
    assert len(mailoutbox) == 2


@pytest.mark.django_db
def test_what_a_look_has_cost_leads_to_a_letter(scene: Callable[..., Scene], mailoutbox: Mails) -> None:
    here = scene(*posts(60, START, timedelta(seconds=10)))
    made = a_stage()
    facilitated(made, fanny="fr")
    here.work(START)
    capped(made, usd="0.40")
    for hours in (2, 4, 6, 8):
        here.work(START + hours * HOUR)
    assert models.BudgetAlert.objects.filter(level=50).exists()
    assert told(START + 8 * HOUR) == len(mailoutbox) == 1
    assert "du budget X est dépensé" in mailoutbox[0].subject
