"""``mooc cohort history``: what happened among the people of a cohort, as the audit log has it."""

import json

import typer

from mooc.commands.cohort.lookup import cohort_named, operator
from mooc.commands.output import moment, print_table
from mooc.store import events
from mooc.store.events import Criteria, StoredEvent
from mooc.store.people import people

PAGE = 1000
"""So many events are read at a time."""


def history(
    name: str = typer.Argument(metavar="NAME", help="Name of the cohort, as `mooc cohort list` shows it."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object, with ids in the place of names."),
) -> None:
    """Show what happened among the people of a cohort, oldest first: who did what, about whom, when."""
    reader = operator()
    cohort = cohort_named(reader, name)
    recorded: list[StoredEvent] = []
    last_id = 0
    while page := events.visible(reader, Criteria(cohort=cohort.id, after_id=last_id), PAGE):
        recorded += page
        last_id = page[-1].id
    if as_json:
        plain = [
            {
                "id": entry,
                "kind": event.kind,
                "at": event.at.isoformat(),
                "actor": event.actor,
                "subject": event.subject,
                "object": event.object._asdict() if event.object else None,
                "details": dict(event.details),
            }
            for entry, event in recorded
        ]
        typer.echo(json.dumps({"cohort": name, "events": plain}))
        return
    involved = {person for _, event in recorded for person in (event.actor, event.subject) if person is not None}
    names = people.names(involved)
    lines = []
    for _, event in recorded:
        actor, subject = (
            names.get(person, f"user {person}") if person else "-" for person in (event.actor, event.subject)
        )
        target = f"{event.object.kind} {event.object.id}" if event.object else "-"
        details = ", ".join(f"{key}: {code}" for key, code in event.details.items())
        lines.append((moment(event.at, cohort.zone), actor, event.kind.replace("_", " "), subject, target, details))
    print_table(("when", "who", "what", "about", "thing", ""), lines)
