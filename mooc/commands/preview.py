"""``mooc preview``: a course as its learners will see it, renewed while one writes. On this machine alone."""

import importlib
import os
import tempfile
from pathlib import Path

import typer

from mooc.commands.output import reject_option
from mooc.environment import ROOT
from mooc.lessonfiles.reading import COURSE_FILE
from mooc.runtime.web_server import WebServer, listening_socket

app = typer.Typer(rich_markup_mode=None)

THREADS = 4


@app.command()
def preview(
    course: str = typer.Argument(help="A course folder, or the name of one in lessons/."),
    port: int = typer.Option(8010, min=0, max=65535, help="Port on 127.0.0.1; 0 takes a free one."),
) -> None:
    """Serve each challenge in every language, with its rule in words and the texts of its cases, until Ctrl-C."""
    folder = Path(course) if Path(course).is_dir() else ROOT / "lessons" / course
    if not (folder / COURSE_FILE).is_file():
        reject_option("COURSE", f"no course in {folder}: a folder with {COURSE_FILE} is expected")
    with tempfile.TemporaryDirectory() as empty, listening_socket(f"127.0.0.1:{port}") as bound:
        os.environ |= {
            "MOOC_PREVIEW": str(folder.resolve()),
            "MOOC_DEBUG": "true",
            "MOOC_BASE_URL": "http://127.0.0.1:8000",
            "DATABASE_URL": f"sqlite:///{Path(empty) / 'empty.sqlite3'}",  # nothing here needs one
        }
        pages = WebServer(importlib.import_module("mooc.wsgi").application, bound, THREADS)
        typer.echo(f"http://127.0.0.1:{bound.getsockname()[1]}/ shows {folder}. Ctrl-C ends it.")
        try:
            pages.run()
        except KeyboardInterrupt:
            return
