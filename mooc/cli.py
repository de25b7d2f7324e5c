"""The command line: ``mooc COMMAND``. Each command is a module, imported when it is called."""

import importlib
import os
import secrets
import sys
from collections.abc import Mapping
from importlib.metadata import version

import typer

COMMANDS: Mapping[str, tuple[str, str]] = {
    "cohort": ("mooc.commands.cohort.command", "create cohorts, let people in, pair them, see progress"),
    "diff": ("mooc.commands.diff", "what changed between two versions of a course, and for whom"),
    "demo": ("demo.command", "watch a class being taught, on this machine, without any key"),
    "lint": ("mooc.commands.lint.command", "check course files"),
    "migrate": ("mooc.commands.migrate", "create or update the tables"),
    "new": ("mooc.commands.new", "begin a course, or a challenge of one"),
    "operations": ("mooc.commands.operations", "list work that is not getting done; release it, or drop it"),
    "plan": ("mooc.commands.plan", "what a course will ask of a network and cost, before it starts"),
    "preview": ("mooc.commands.preview", "show a course in the browser while one writes it"),
    "recheck": ("mooc.commands.recheck", "judge everything again, and say what would differ"),
    "schema": ("mooc.commands.schema", "print the JSON Schema of course files, for editors"),
    "serve": ("mooc.commands.serve", "serve pages and API; without MOOC_BROKER_URL the worker runs inside"),
    "show": ("mooc.commands.show", "read a course out, as its reader sees it"),
    "settings": ("mooc.commands.settings", "list all settings, as .env.example does"),
    "test": ("mooc.commands.test", "rehearse the cases of courses: lessons are tested like code"),
    "stream": ("mooc.commands.stream", "listen to the networks, so that what people do shows at once"),
    "tick": ("mooc.commands.tick", "find what is due and hint the workers"),
    "try": ("mooc.commands.try_", "judge one challenge against a real account, right now, without a database"),
    "user": ("mooc.commands.user", "create people who may sign in"),
    "work": ("mooc.commands.work", "run a worker"),
}
"""Name → module whose ``app`` is the command's typer application, and what it does."""

WITHOUT_DATABASE = frozenset({"demo", "lint", "new", "plan", "preview", "schema", "settings", "show", "test", "try"})
"""Commands that do not need Django, or (``demo``) choose its settings themselves."""

UNHURRIED = frozenset({"diff", "migrate", "recheck"})
"""Commands of which one statement may take as long as it needs: they change a large table, or read all of it, nobody's
page waits for them, and what breaks off half-way would only have to be done again."""


def main() -> None:
    """Run ``mooc COMMAND …``. Exit code 2 for a command that there is not."""
    name, *rest = sys.argv[1:] or ["--help"]
    if name in ("-h", "--help"):
        print(usage())
    elif name == "--version":
        print(f"mooc {version('twinome')}")
    elif name not in COMMANDS:
        print(f"mooc: there is no command {name!r}\n\n{usage()}", file=sys.stderr)
        raise SystemExit(2)
    elif name in WITHOUT_DATABASE:
        load_command(name)(args=rest, prog_name=f"mooc {name}")
    else:
        if "--help" in rest:  # which is there before anything is set up: nothing is signed, no database is asked
            os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
        if name in UNHURRIED:
            os.environ["MOOC_STATEMENT_TIMEOUT"] = "0"
        run = importlib.import_module("mooc.commands.django_setup").run
        run(load_command(name), rest, f"mooc {name}")


def load_command(name: str) -> typer.Typer:
    """The command of that name, with Django set up where it needs it. Raises KeyError."""
    module, _ = COMMANDS[name]
    if name not in WITHOUT_DATABASE:
        importlib.import_module("mooc.commands.django_setup")
    app: typer.Typer = importlib.import_module(module).app
    return app


def usage() -> str:
    """The list of commands."""
    lines = (f"  {name:<10} {does}" for name, (_, does) in sorted(COMMANDS.items()))
    return "Usage: mooc COMMAND [ARGS]...   (mooc COMMAND --help says more)\n\n" + "\n".join(lines)


if __name__ == "__main__":
    main()
