"""``mooc recheck``: judge everything again, and say what would differ."""

import typer

from mooc.commands.output import print_table, reject_option
from mooc.runtime import clocks
from mooc.services.operations import rechecking
from mooc.store.cohorts import admin_roster, cohorts
from mooc.store.policy.relations import Actor

app = typer.Typer(rich_markup_mode=None)


@app.command()
def recheck(names: list[str] = typer.Argument(None, metavar="[COHORT]...", help="By default all cohorts.")) -> None:
    """Judge all verdicts and receipts again, from what is stored; nothing is changed. Exit code 1 if any differs."""
    ids = {cohort.name: cohort.id for cohort in cohorts.listed(Actor(None, True, clocks.now()), 0, 10_000)}
    for name in names or ():
        if name not in ids:
            reject_option("COHORT", f"there is no cohort {name!r}; there are: {', '.join(ids) or 'none yet'}")
    lines = []
    for name in names or ids:
        member_names = admin_roster.names(ids[name])
        for difference in rechecking.recheck(ids[name]):
            member = str(difference.member), member_names[difference.member]
            lines.append((name, *member, difference.challenge, difference.stored, difference.rejudged))
    if not lines:
        typer.echo("Judged again: nothing differs.")
        return
    print_table(("cohort", "member", "name", "challenge", "stands", "judged again"), lines)
    raise typer.Exit(1)
