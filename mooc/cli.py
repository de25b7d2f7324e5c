"""The command line: ``mooc COMMAND``. Each command is a module, imported when it is called."""

import os
import secrets
import sys
from collections.abc import Mapping
from importlib.metadata import version

import typer

COMMANDS: Mapping[str, str] = {
    "cohort": "create cohorts, let people in, pair them, see progress",
    "diff": "what changed between two versions of a course, and for whom",
    "demo": "watch a class being taught, on this machine, without any key",
    "lint": "check course files",
    "migrate": "create or update the tables",
    "new": "begin a course, or a challenge of one",
    "operations": "list work that is not getting done; release it, or drop it",
    "plan": "what a course will ask of a network and cost, before it starts",
    "preview": "show a course in the browser while one writes it",
    "recheck": "judge everything again, and say what would differ",
    "schema": "print the JSON Schema of course files, for editors",
    "serve": "serve pages and API; without MOOC_BROKER_URL the worker runs inside",
    "show": "read a course out, as its reader sees it",
    "settings": "list all settings, as .env.example does",
    "test": "rehearse the cases of courses: lessons are tested like code",
    "stream": "listen to the networks, so that what people do shows at once",
    "tick": "find what is due and hint the workers",
    "try": "judge one challenge against a real account, right now, without a database",
    "user": "create people who may sign in",
    "work": "run a worker",
}
"""Name → what it does."""

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
        from mooc.commands.django_setup import run

        run(load_command(name), rest, f"mooc {name}")


def load_command(name: str) -> typer.Typer:
    """The command of that name, with Django set up where it needs it. Raises KeyError."""
    return _load_without_database(name) if name in WITHOUT_DATABASE else _load_with_database(name)


def _load_without_database(name: str) -> typer.Typer:
    match name:
        case "demo":
            from demo.command import app
        case "lint":
            from mooc.commands.lint.command import app
        case "new":
            from mooc.commands.new import app
        case "plan":
            from mooc.commands.plan import app
        case "preview":
            from mooc.commands.preview import app
        case "schema":
            from mooc.commands.schema import app
        case "show":
            from mooc.commands.show import app
        case "settings":
            from mooc.commands.settings import app
        case "test":
            from mooc.commands.test import app
        case "try":
            from mooc.commands.try_ import app
        case _:
            raise KeyError(name)
    return app


def _load_with_database(name: str) -> typer.Typer:
    import mooc.commands.django_setup  # noqa: F401 it sets Django up, before anything that has models

    match name:
        case "cohort":
            from mooc.commands.cohort.command import app
        case "diff":
            from mooc.commands.diff import app
        case "migrate":
            from mooc.commands.migrate import app
        case "operations":
            from mooc.commands.operations import app
        case "recheck":
            from mooc.commands.recheck import app
        case "serve":
            from mooc.commands.serve import app
        case "stream":
            from mooc.commands.stream import app
        case "tick":
            from mooc.commands.tick import app
        case "user":
            from mooc.commands.user import app
        case "work":
            from mooc.commands.work import app
        case _:
            raise KeyError(name)
    return app


def usage() -> str:
    """The list of commands."""
    lines = (f"  {name:<10} {does}" for name, does in sorted(COMMANDS.items()))
    return "Usage: mooc COMMAND [ARGS]...   (mooc COMMAND --help says more)\n\n" + "\n".join(lines)


if __name__ == "__main__":
    main()
