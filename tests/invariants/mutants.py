"""Breakages of the engine, one for each way in which an invariant can be lost; each says which check must notice it.

A mutant is a piece of the source that is put in the place of another, so that one whose place is gone is an error and
not a mutant that nobody meets.
"""

import inspect
import textwrap
from typing import Any, NamedTuple

import pytest

from mooc.core.evidence import scene
from mooc.core.facts import coverage, reconcile
from mooc.core.judging import credit, receipt
from mooc.core.planning import plan, query_scope, watch_progress
from mooc.services import ingest
from mooc.store import queue
from mooc.store.database import leases
from mooc.store.judging import dirty_pairs, evaluation_batch, verdicts
from mooc.store.log import activities, log
from mooc.store.log import coverage as watching_coverage
from mooc.store.policy import relations
from mooc.store.receipts import passes, points
from mooc.store.watching import watch_cursor, watches
from tests.invariants import invariants as i
from tests.invariants.invariants import Invariant


class Mutant(NamedTuple):
    """In the source of ``where.what``, ``new`` stands for ``old``; ``noticed_by`` must fail."""

    name: str
    where: Any
    what: str
    old: str
    new: str
    noticed_by: tuple[Invariant, ...]

    def put_in(self, patch: pytest.MonkeyPatch) -> None:
        """Break the function in place, for whoever holds it. Raises LookupError if ``old`` is not there (any more)."""
        function = inspect.unwrap(getattr(self.where, self.what))
        source = textwrap.dedent(inspect.getsource(function))
        if source.count(self.old) != 1:
            raise LookupError(f"{self.name}: {source.count(self.old)} times {self.old!r}")
        names = dict(function.__globals__)
        code = "from __future__ import annotations\n" + source.replace(self.old, self.new)
        exec(compile(code, f"<{self.name}>", "exec"), names)
        patch.setattr(function, "__code__", names[self.what].__code__)


MUTANTS: tuple[Mutant, ...] = (
    # 1
    Mutant(
        "the message is the work", queue.Queue, "enqueue", "update(enqueued_until=",
        "update(due_at=None, enqueued_until=", (i.hints.i1_a_wiped_broker_loses_nothing,),
    ),
    Mutant(
        "a lease never ends", leases, "is_unleased", "| Q(lease_until__lt=Now())", "",
        (i.hints.i1_a_dead_worker_loses_nothing,),
    ),
    Mutant(
        "news counts as answered once it is claimed", queue.Queue, "claim_many", "token=token) if rows",
        'token=token, judged_version=F("input_version")) if rows',
        (i.hints.i1_a_dead_worker_loses_nothing,),
    ),
    Mutant(
        "a hint is sent once and for all", queue.Queue, "enqueue", " | Q(enqueued_until__lt=Now())", "",
        (i.hints.i1_a_wiped_broker_loses_nothing,),
    ),
    # 2
    Mutant(
        "a watch is taken without comparing", queue.Queue, "claim", "self.due(now).filter(pk=pk)",
        "self.rows.filter(pk=pk)",
        (i.side_by_side.i2_one_of_two_workers_gets_a_watch,),
    ),
    Mutant(
        "a pair is taken whoever holds it", verdicts, "claim", "QUEUE.due()", "models.Verdict.objects",
        (i.side_by_side.i2_one_of_two_workers_gets_a_pair,),
    ),
    Mutant(
        "the lease of a watch is not fenced", queue.Queue, "held", ", lease_token=token", "",
        (i.side_by_side.i2_who_lost_the_lease_of_a_watch_stores_nothing,),
    ),
    Mutant(
        "the lease of a pair is not fenced", verdicts, "store", "if set(", "if False and set(",
        (i.side_by_side.i2_who_lost_the_lease_of_a_pair_stores_nothing,),
    ),
    Mutant(
        "look first, write later", activities, "add", "ignore_conflicts=True, ", "",
        (i.side_by_side.i2_a_fact_that_another_worker_stores_meanwhile_is_stored_once,),
    ),
    Mutant(
        "an edge has another name at each look", reconcile, "_new_edges",
        "if (edge.key not in keys if edge.key else _actor_and_target(edge) not in stand)", "",
        (i.side_by_side.i2_the_same_reading_twice_adds_nothing,),
    ),
    Mutant(
        "points are counted twice", points, "add_up", 'Sum("points")', 'Sum("points") * 2',
        (i.side_by_side.i2_the_same_reading_twice_adds_nothing,),
    ),
    # 3
    Mutant(
        "the cursor is saved before the transaction", ingest, "store_watch_reading",
        "    with paid(spending, payment):",
        "    watch_cursor.models.Watch.objects.filter(pk=claimed.watch).update(cursor=reading.cursor)\n"
        "    with paid(spending, payment):",
        (i.cursor.i3_when_storing_fails_the_cursor_has_not_moved,),
    ),
    Mutant(
        "there is no transaction", ingest, "store_watch_reading", "with paid(spending, payment):", "if True:",
        (i.cursor.i3_when_storing_fails_the_cursor_has_not_moved,),
    ),
    Mutant(
        "the cursor does not move", watch_progress, "after_look", "look.reading.cursor or progress.cursor",
        "progress.cursor",
        (i.cursor.i3_facts_coverage_and_cursor_move_together,),
    ),
    # 4
    Mutant(
        "coverage is ignored", coverage.Coverage, "missing", "known_until = self.known_until(window.start)",
        "return None",
        (i.coverage.i4_what_was_not_seen_is_not_called_absent,
         i.coverage.i4_an_answer_cut_short_proves_presence_never_absence),
    ),
    Mutant(
        "what was read before it failed counts as all", watching_coverage, "extend",
        ", answer.reading.completeness.covered",
        ", answer.reading.completeness.covered or Span(answer.question.since, answer.question.until)",
        (i.coverage.i4_a_page_that_fails_in_the_middle_of_a_search_proves_nothing,),
    ),
    Mutant(
        "trouble is not told", ingest, "store_watch_reading", "spending.trouble != row.trouble", "False",
        (i.coverage.i4_an_outage_makes_not_yet_cant_tell,),
    ),
    Mutant(
        "trouble is not noted", watch_cursor, "release", 'watch.trouble = trouble.kind if trouble else ""',
        'watch.trouble = ""',
        (i.coverage.i4_an_outage_makes_not_yet_cant_tell,),
    ),
    Mutant(
        "spans are joined across a gap", watch_progress, "extend_spans", "if continues_span(read, span, covered)", "",
        (i.coverage.i4_a_gap_is_not_papered_over,),
    ),
    Mutant(
        "a look from before the account was known counts", plan, "coverage_of", "since if personal else None", "None",
        (i.coverage.i4_who_links_late_is_not_said_to_be_absent_before_a_new_look,),
    ),
    Mutant(
        "who links late is not told of the first look", log, "append_answer", "coverage.first_seen(answer, extended)",
        "set()", (i.coverage.i4_who_links_late_is_not_said_to_be_absent_before_a_new_look,),
    ),
    Mutant(
        "the first look of a later window is not told", watching_coverage.Extended, "is_felt_in", "in window)",
        "in window[1:])",
        (i.coverage.i4_the_first_look_of_a_later_window_is_told,),
    ),
    Mutant(
        "the end of a window is slept through", plan, "next_look", "min([now + every, *edges])",
        "now + every",
        (i.coverage.i4_a_window_is_looked_at_when_it_ends,),
    ),
    Mutant(
        "coverage is read after the facts", evaluation_batch, "load", "facts = touching(keys) if keys else []",
        "facts = touching(keys) if keys else []\n"
        "    tags = {*chain.from_iterable(lists.values()), *course.tags(row.hashtag), ''}\n"
        "    watch_states = _watch_states(tables, keys, tags)",
        (i.coverage.i4_a_fact_that_comes_in_while_a_pair_is_judged_is_not_called_absent,),
    ),
    Mutant(
        "what came up while it was judged counts as judged", verdicts, "_give_back", "judged_version=version",
        'judged_version=F("input_version")', (i.coverage.i4_news_that_comes_up_while_a_pair_is_judged_stays_due,),
    ),
    Mutant(
        "an old sign speaks for a window that is over", coverage.Coverage, "missing", "now < window.end and ", "",
        (i.coverage.i4_a_closed_window_is_not_judged_before_it_is_known_that_the_account_can_be_read,),
    ),
    Mutant(
        "a sign of an account never wears out", coverage.Coverage, "missing",
        " and self.spans[-1].end >= now - self.patience:", ":", (i.coverage.i4_a_sign_of_an_account_wears_out,),
    ),
    # 5
    Mutant(
        "a pass is as good as the last look", credit, "_undone",
        "challenge.check.holds and verdict.finding.undone and verdict.answer is Answer.NOT_YET",
        "verdict.answer is not Answer.MET", (i.passes.i5_no_deletion_takes_back_what_need_not_hold,),
    ),
    Mutant(
        "every pass must hold", credit, "_undone",
        "challenge.check.holds and verdict.finding.undone and verdict.answer is Answer.NOT_YET",
        "verdict.answer is Answer.NOT_YET", (i.passes.i5_no_deletion_takes_back_what_need_not_hold,),
    ),
    Mutant(
        "no pass is ever taken back", credit, "_undone", "return challenge", "return False and challenge",
        (i.passes.i5_an_unfollow_takes_back_only_what_must_hold,),
    ),
    Mutant(
        "a list that breaks off ends what it does not show", reconcile, "_gone",
        "if kind and reading.completeness.covered:",
        "if kind:", (i.passes.i5_an_answer_cut_short_takes_nothing_back,),
    ),
    Mutant(
        "points stay when a pass goes", passes, "settle", "if revoked:", "if False:",
        (i.passes.i5_an_unfollow_takes_back_only_what_must_hold,),
    ),
    # 6
    Mutant(
        "facts count as they came in", scene.ActivityLog, "__init__",
        "sorted(_each_repost_once(activities), key=lambda a: (a.at or a.seen_at, a.network, a.key))",
        "list(activities)",
        (i.determinism.i6_the_order_of_arrival_does_not_show,),
    ),
    Mutant(
        "verdicts are given as of no moment", verdicts, "_write", "judged_at=judged.at",
        "judged_at=judged.at.replace(year=2030)",
        (i.determinism.i6_rechecking_finds_nothing_that_differs,),
    ),
    Mutant(
        "receipts are believed", receipt, "receipt_from_json", "raise ReceiptTampered", "pass  # raise ReceiptTampered",
        (i.determinism.i6_a_receipt_that_was_changed_is_noticed,),
    ),
    # 7
    Mutant(
        "people are joined by handle", evaluation_batch, "_accounts", "OwnAccount(network, pk,",
        "OwnAccount(network, handle,",
        (i.identity.i7_a_handle_that_goes_to_somebody_else_changes_nothing,),
    ),
    Mutant(
        "who has news is looked up by handle", dirty_pairs, "_users", "external_id__in=ids", "handle__in=ids",
        (i.identity.i7_a_handle_that_goes_to_somebody_else_changes_nothing,),
    ),
    Mutant(
        "the author's word for the time", activities, "_to_core",
        "return Activity._make((*values[:_REFERENCES], references, content))",
        "found = Activity._make((*values[:_REFERENCES], references, content))\n"
        "    return found._replace(at=found.claimed_at or found.at)",
        (i.identity.i7_the_time_that_counts_is_the_network_s,),
    ),
    Mutant(
        "every post has every hashtag", activities, "_to_core", "references, content))",
        "references, content._replace(tags=('mooc',))))",
        (i.identity.i7_a_hashtag_is_one_where_the_network_says_so,),
    ),
    # 8
    Mutant(
        "who facilitates one cohort sees all", relations, "facilitated",
        ", cohort__in=cohorts_of(actor, Role.FACILITATOR)",
        "", (i.visibility.i8_outsiders_see_nothing_of_a_cohort,),
    ),
    Mutant(
        "a mentor answers for everybody", relations, "mentees_of", "mentor__in=rows_of(actor, Role.MENTOR)",
        "mentor__in=models.Member.objects.all()", (i.visibility.i8_a_mentor_sees_whom_he_or_she_was_given,),
    ),
    Mutant(
        "peers see each other's work", relations, "supervised", "own(actor) |", "own(actor) | peers(actor) |",
        (i.visibility.i8_peers_do_not_see_each_other_s_work,),
    ),
    # 9
    Mutant(
        "a fact goes with its text", activities, "touching", "filter(concerned)",
        "filter(concerned, text__isnull=False)",
        (i.texts.i9_without_any_text_every_receipt_and_verdict_stands,),
    ),
    Mutant(
        "texts of strangers are kept", ingest, "_members_texts", "if author in members", "",
        (i.texts.i9_of_strangers_no_text_is_kept,),
    ),
    # 10
    Mutant(
        "a watch for each learner", plan, "key_of", 'getattr(need, read.by) if read.by else ""', "need.actor",
        (i.requests.i10_many_learners_and_challenges_cost_no_more_requests,),
    ),
    Mutant(
        "a watch that is used by one more is asked once more", watches, "ensure",
        "if is_too_short(Span(watches[key].since, watches[key].until), span)", "",
        (i.requests.i10_many_learners_and_challenges_cost_no_more_requests,),
    ),
    Mutant(
        "what all have settled is asked for ever", query_scope, "scope_of",
        "if not ahead and not (one_by_one and targets):", "if False:",
        (i.requests.i10_what_all_have_settled_is_not_asked_any_more,),
    ),
    Mutant(
        "what rests is never woken", watches, "_activate", "if ids:", "if False:",
        (i.requests.i10_who_comes_later_wakes_what_rests,),
    ),
    Mutant(
        "what must hold is listed in part", query_scope, "scope_of", "(bool(closing) or holding)", "bool(closing)",
        (i.requests.i10_what_must_hold_is_asked_to_the_end,),
    ),
    Mutant(
        "of everybody it is asked whether they can be read", query_scope, "_unsure",
        "if linked_account.user in users and (sign < now - patience or sign < closed.get(linked_account.user, sign)):",
        "if True:",
        (i.requests.i10_only_of_those_who_lack_something_it_is_asked_whether_they_can_be_read,),
    ),
    Mutant(
        "what is over is asked for ever", plan, "next_look", "covered_until >= last", "False",
        (i.requests.i10_a_class_that_is_over_costs_nothing,),
    ),
)  # fmt: skip
