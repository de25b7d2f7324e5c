"""What the engine writes of somebody: what was seen, what was said of it, what is looked at."""

from collections.abc import Callable
from datetime import datetime, timedelta

from mooc.core.evidence import codec
from mooc.core.evidence.verdict import Answer, Finding, Line, Mark
from mooc.core.judging.credit import VerdictChange
from mooc.store import models
from mooc.store.receipts import verdict_history
from mooc.store.receipts.verdict_history import VerdictEvent

Canary = Callable[[str, str], str]


def seen(who: str, member: int, cohort: int, canary: Canary, now: datetime) -> None:
    """A post with its text in the log, two verdicts that rest on it, a receipt, and the watch that has found it."""
    account = f"did:plc:{canary(who, 'did')}"
    post = _log(who, account, canary, now)
    evidence = f"https://seen.example/{canary(who, 'evidence')}"
    line = Line(Mark.COUNTS, "post.yes", {"who": account}, key=post.key, url=evidence)
    for challenge, answer in (("follow", Answer.MET), ("post", Answer.NOT_YET)):
        finding = codec.finding_to_json(Finding(answer, (line,), as_of=now))
        models.Verdict.objects.create(
            member_id=member, challenge=challenge, answer=answer, as_of=now, judged_at=now, rule="follow/1",
            finding=finding, settled=answer is Answer.MET, judged_version=1,
        )  # fmt: skip
        verdict_history.record([VerdictEvent(member, challenge, VerdictChange(answer, "", None))], now)
    fact = {"url": f"https://proof.example/{canary(who, 'proof')}", "key": post.key}
    digest = f"{canary(who, 'digest')}".ljust(64, "0")
    models.Receipt.objects.create(
        member_id=member, challenge="follow", made_at=now, body={"facts": [fact]}, digest=digest, points=10
    )
    _watch(who, account, post, cohort, canary, now)


def _log(who: str, account: str, canary: Canary, now: datetime) -> models.Activity:
    names = ("target", "target_author", "reply_to", "reply_to_author", "root", "quote_of", "quote_author", "edit_of")
    words = ("tags", "mentions", "links", "marks")
    texts = {name: canary(who, f"log{name.replace('_', '')}") for name in (*names, *words)}
    row = models.Activity.objects.create(
        network="bluesky", key=f"at://{canary(who, 'logkey')}", kind="post", actor=account, at=now, seen_at=now,
        text_hash=canary(who, "texthash"), url=f"https://log.example/{canary(who, 'logurl')}", **texts,
    )  # fmt: skip
    models.Text.objects.create(activity=row, body=canary(who, "words"), checked_at=now, due_at=now + timedelta(days=30))
    return row


def _watch(who: str, account: str, post: models.Activity, cohort: int, canary: Canary, now: datetime) -> None:
    end = now + timedelta(days=3)
    watch = models.Watch.objects.create(network="bluesky", read="author", subject=account, since=now, until=end)
    models.WatchUse.objects.create(watch=watch, cohort_id=cohort, challenge="post", since=now, until=end)
    models.WatchItem.objects.create(watch=watch, key=f"at://{canary(who, 'itemkey')}", author=account)


def link_looked_at(member: int, who: str, canary: Canary) -> None:
    """What came of the link that was pasted."""
    models.PastedLink.objects.filter(member=member).update(
        reference=canary(who, "reference"), key=canary(who, "pastedkey"), values={"who": canary(who, "pastedvalue")}
    )


def of_the_installation(canary: Canary) -> None:
    """What servers know us by, and a key that one of them has refused."""
    models.InstanceApp.objects.create(
        instance="mastodon.example", client_id="client", client_secret=canary("site", "secret"), scope="", redirect=""
    )
    models.GateServer.objects.create(network="x", server="x.example", token=canary("site", "key"))
