"""Generated classes through the store and the flow: nothing false, and the order of arrival does not show."""

import json
import os
import random

import pytest
from django.db import transaction
from django.db.models import F

from mooc.core.engine.memory_log import Polling
from mooc.core.evidence.codec import canonical, finding_to_json
from mooc.core.judging.credit import EVIDENCE_GONE
from mooc.core.judging.receipt import receipt_to_json
from mooc.services import checking, networks
from mooc.services.operations.rechecking import recheck
from mooc.simulation.classes import CHALLENGES, ClassStory, generate_story
from mooc.simulation.classes.judging import false_verdicts, judge_story
from mooc.store import models
from mooc.store.judging import verdicts
from tests import histories
from tests.simulation.classes.arrival import Arriving, School, in_memory, proven

CLASSES = int(os.environ.get("MOOC_TEST_STORED_WORLDS", "0"))
"""For each challenge so many classes, by hand; otherwise one for each kind of thing that is looked at."""
EACH_KIND = ("figure", "follow-kept", "profile", "relay", "unfollow")
PLAYED = [(name, seed) for name in CHALLENGES for seed in range(1, CLASSES + 1)] or [(name, 1) for name in EACH_KIND]
CLASSES_OF_THREE_WEEKS = range(5, 5 + max(CLASSES, 2))

pytestmark = pytest.mark.django_db


def lived(told: ClassStory, seed: int, patch: pytest.MonkeyPatch) -> School:
    """The class, once all is over. ``seed``: of the order, the sizes of batches, and what comes twice."""
    chance = random.Random(seed)
    by_name = {name: Arriving(world, chance, chance.choice((4, 1000))) for name, world in told.worlds.items()}
    patch.setattr(networks, "configured", lambda: tuple(by_name))
    patch.setattr(networks, "network", by_name.__getitem__)
    patch.setattr(verdicts, "BATCH", chance.choice((1, 2, 200)))
    school = School(told, chance)
    for now in school.moments():
        school.work(now)
    return school


@pytest.mark.parametrize(("challenge", "seed"), PLAYED)
def test_nothing_false_is_stored(challenge: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    told = generate_story(seed, learners=4, challenges=1, of=(challenge,))
    school = lived(told, seed, monkeypatch)
    assert list(false_verdicts(seed, told, school.answers())) == []
    assert list(recheck(school.cohort.pk)) == []
    stored, history = school.receipts(), len(histories.changes())
    models.Verdict.objects.update(input_version=F("input_version") + 1, settled=False)
    while checking.judge_due(school.cohort.pk, max(told.windows.values()).end):
        pass
    assert (school.receipts(), len(histories.changes())) == (stored, history)
    said = {(one.learner.handle, one.challenge): one.receipt for one in judge_story(told)}
    kept = {key: proven(receipt_to_json(receipt)) for key, receipt in said.items() if receipt}
    assert {key: proven(json.loads(body)) for key, body in stored.items()} == kept


@pytest.mark.parametrize("seed", CLASSES_OF_THREE_WEEKS)
def test_the_engine_in_memory_says_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each verdict and each receipt, byte by byte, once what is still open has been judged at the same last moment."""
    told = generate_story(seed)
    school = lived(told, seed, monkeypatch)
    *_, last = school.moments()
    models.Verdict.objects.filter(settled=False).update(input_version=F("input_version") + 1)
    while checking.judge_due(school.cohort.pk, last):
        pass
    outcomes = in_memory(told).judgements
    findings = {tuple(pair): outcome.previous.finding for pair, outcome in outcomes.items()}
    receipts = {tuple(pair): receipt_to_json(one.receipt) for pair, one in outcomes.items() if one.receipt}
    stored = school.findings()
    assert {key: canonical(finding_to_json(one)) for key, one in findings.items() if one} == stored
    assert {key: canonical(body | {"member": ""}) for key, body in receipts.items()} == school.receipts()
    # who drives it at will looks on where the stored engine has seen enough: only how late that was may differ
    at_will = {tuple(pair): one.previous.finding for pair, one in in_memory(told, Polling.AT_WILL).judgements.items()}
    assert {key: but_for_the_moment(canonical(finding_to_json(one))) for key, one in at_will.items() if one} == {
        key: but_for_the_moment(finding) for key, finding in stored.items()
    }


def but_for_the_moment(finding: str) -> str:
    """The finding, without the moment up to which all was seen, and without what has become of its evidence since."""
    body = json.loads(finding) | {"as_of": None}
    return canonical(body | {"lines": [line for line in body.get("lines", ()) if line["word"] != EVIDENCE_GONE]})


def test_the_order_of_arrival_does_not_show_in_what_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    told, found = generate_story(101, learners=4, challenges=1), []
    for order in range(2):
        with transaction.atomic():
            school = lived(told, order, monkeypatch)
            found.append((school.answers(), school.receipts()))
            transaction.set_rollback(True)
    assert found[0] == found[1]
