"""4. No verdict without coverage."""

from collections.abc import Collection
from datetime import timedelta

import pytest

from mooc.core.evidence.verdict import Verdict
from mooc.core.facts.activity import Activity
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.judging import evaluate
from mooc.core.judging.judge import judge
from mooc.core.planning.plan import WatchKey
from mooc.services import checking, networks
from mooc.store import models
from mooc.store.judging import evaluation_batch
from mooc.store.log import activities
from tests.building.work import work
from tests.invariants.env import (
    FOLLOW,
    HOST,
    HOUR,
    LATER,
    LIVE,
    OUTAGE,
    START,
    WEEK,
    Ground,
    a_challenge_a_week,
    history,
    verdict,
    watch,
)
from tests.invariants.world import post


def i4_what_was_not_seen_is_not_called_absent(ground: Ground) -> None:
    stage = ground.stage(LIVE, FOLLOW)
    ground.world.trouble = {"tag": OUTAGE, "followers": OUTAGE}
    work(LATER)
    assert stage.answers("c1") == stage.answers("c2") == {"ada": "cant_tell", "bob": "cant_tell"}


def i4_an_answer_cut_short_proves_presence_never_absence(ground: Ground) -> None:
    stage = ground.stage(FOLLOW)
    ground.world.followers[HOST] = ["11", "12"]
    ground.world.short = {"followers"}
    work(LATER)
    assert stage.answers() == {"ada": "met", "bob": "cant_tell"}
    assert "not_yet" not in history(stage, "bob")
    ground.world.short.clear()
    work(LATER + HOUR)
    assert stage.answers() == {"ada": "met", "bob": "met"}


def i4_a_page_that_fails_in_the_middle_of_a_search_proves_nothing(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    ground.world.posts = [post(n, "11", START) for n in (1, 2)]
    ground.world.short = {"tag"}
    work(START + HOUR)
    assert stage.answers() == {"ada": "cant_tell", "bob": "cant_tell"}
    ground.world.short.clear()
    work(LATER)
    assert stage.answers() == {"ada": "met", "bob": "not_yet"}
    assert "not_yet" not in history(stage, "ada")


def i4_an_outage_makes_not_yet_cant_tell(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    work(START + HOUR)
    assert verdict(stage, "bob").answer == "not_yet"
    ground.world.trouble["tag"] = OUTAGE
    work(LATER)
    assert verdict(stage, "bob").answer == "cant_tell"


def i4_a_gap_is_not_papered_over(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    work(START + HOUR)
    models.Watch.objects.filter(read="tag").update(cursor=LATER.isoformat())  # it reaches no further back than that
    work(LATER + HOUR)
    row = verdict(stage, "bob")
    assert (row.answer, row.trouble) == ("cant_tell", "gap")


def i4_who_links_late_is_not_said_to_be_absent_before_a_new_look(ground: Ground) -> None:
    stage = ground.stage(FOLLOW)
    work(LATER)
    stage.learner("cleo", "13", linked_at=LATER + timedelta(minutes=30))
    models.Cohort.objects.update(advance_at=LATER + timedelta(minutes=31))
    work(LATER + timedelta(minutes=31))
    assert verdict(stage, "cleo").answer == "cant_tell"
    models.Watch.objects.update(due_at=LATER + HOUR)
    work(LATER + HOUR)
    assert verdict(stage, "cleo").answer == "not_yet", "a look that knew the account has found nothing"


def i4_the_first_look_of_a_later_window_is_told(ground: Ground) -> None:
    stage = ground.stage(course=a_challenge_a_week(LIVE, LIVE))
    work(START)
    work(START + WEEK - HOUR)
    work(START + WEEK)
    work(START + WEEK + HOUR)
    assert verdict(stage, "bob", "c2").answer == "not_yet"
    assert verdict(stage, "bob", "c1").answer == "not_yet"


def i4_a_window_is_looked_at_when_it_ends(ground: Ground) -> None:
    stage = ground.stage(FOLLOW)
    work(START)
    work(START + WEEK - HOUR / 2)
    end = verdict(stage, "bob")
    due = watch("followers").due_at
    assert due == START + WEEK, "not half an hour later, when its hour would be over"
    work(START + WEEK)
    assert end.answer == verdict(stage, "bob").answer == "not_yet"
    assert verdict(stage, "bob").as_of == START + WEEK
    assert watch("followers").due_at is None


def i4_a_fact_that_comes_in_while_a_pair_is_judged_is_not_called_absent(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    work(START + HOUR)
    ground.world.posts = [post(n, "11", START + HOUR) for n in (1, 2)]
    models.Verdict.objects.update(input_version=9)
    touching, came = activities.touching, []

    def meanwhile(accounts: Collection[activities.AccountKey]) -> list[Activity]:
        found = touching(accounts)
        if not came:
            came.append(checking.collect(watch("tag").pk, LATER))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation_batch, "touching", meanwhile)
        known = evaluation_batch.load(stage.cohort.pk, set(stage.learners.values()), networks.tables())
    assert came, "it did come in meanwhile"
    seen = known.seen.watches[WatchKey("x", "tag", "mooc")]
    assert seen.spans[-1].end == START + HOUR, "what it has covered is not claimed without its facts"


def i4_news_that_comes_up_while_a_pair_is_judged_stays_due(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    work(START + HOUR)
    ground.world.posts = [post(n, "11", START + HOUR) for n in (1, 2)]
    models.Verdict.objects.update(input_version=9)
    came: list[object] = []

    def slowly(*what: object) -> Verdict:
        if not came:
            came.append(checking.collect(watch("tag").pk, LATER))
        return judge(*what)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate, "judge", slowly)
        checking.judge_due(stage.cohort.pk, LATER)
    assert came, "it did come in meanwhile"
    assert verdict(stage, "ada").answer == "not_yet", "judged as it was before"
    work(LATER)
    assert verdict(stage, "ada").answer == "met"


def i4_a_closed_window_is_not_judged_before_it_is_known_that_the_account_can_be_read(ground: Ground) -> None:
    stage = ground.stage(FOLLOW)
    work(START)
    assert verdict(stage, "bob").answer == "not_yet", "linking the account was a sign of it"
    work(START + WEEK - HOUR)
    ground.world.trouble = {"standing": OUTAGE}
    work(START + WEEK)
    assert verdict(stage, "bob").answer == "cant_tell"
    ground.world.trouble = {}
    work(START + WEEK + timedelta(minutes=1))
    assert verdict(stage, "bob").answer == "not_yet"


def i4_a_sign_of_an_account_wears_out(ground: Ground) -> None:
    stage = ground.stage(FOLLOW)
    work(START)
    ground.world.trouble = {"standing": OUTAGE}
    work(START + 24 * HOUR)
    models.Verdict.objects.update(input_version=9)
    work(START + 47 * HOUR)
    assert verdict(stage, "bob").answer == "not_yet"
    models.Verdict.objects.update(input_version=99)
    work(START + 50 * HOUR)
    assert verdict(stage, "bob").answer == "cant_tell"


def i4_who_is_seen_to_post_can_be_read(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    models.Account.objects.filter(external_id="11").update(standing="protected")
    work(START)
    assert verdict(stage, "ada").trouble == "protected"
    ground.world.posts = [post(1, "11", START)]
    work(START + HOUR)
    assert verdict(stage, "ada").answer == "not_yet"


def i4_what_a_search_shows_of_one_who_was_hidden_proves_no_absence(ground: Ground) -> None:
    """The post was made while the account could not be read: the search passed it by, the timeline has it."""
    stage = ground.stage(LIVE)
    models.Account.objects.filter(external_id="11").update(standing="protected")
    work(START)
    ground.world.posts = [post(1, "11", START + HOUR), post(2, "11", START + 2 * HOUR)]
    ground.world.hidden = {"1"}
    work(START + 3 * HOUR)
    assert verdict(stage, "ada").trouble != "protected"
    ground.world.trouble["author"] = Trouble(TroubleKind.SERVER_ERROR)
    work(START + 5 * HOUR)
    assert verdict(stage, "ada").answer != "not_yet"
    ground.world.trouble.clear()
    models.Watch.objects.filter(read="author").update(due_at=START + 6 * HOUR)
    work(START + 6 * HOUR)
    assert models.Activity.objects.filter(key="1").exists()
