"""``mooc preview``: a course as its learners will see it, renewed while one writes. On this machine alone."""

import importlib
import os
import tempfile
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import typer

from mooc.commands.showing import wrong
from mooc.environment import ROOT
from mooc.lessonfiles.reading import COURSE_FILE

app = typer.Typer(rich_markup_mode=None)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """A page that asks every second is not worth a line each time."""


@app.command()
def preview(
    course: str = typer.Argument(help="A course folder, or the name of one in lessons/."),
    port: int = typer.Option(8010, min=0, max=65535, help="Port on 127.0.0.1; 0 takes a free one."),
) -> None:
    """Serve each challenge in every language, with its rule in words and the texts of its cases, until Ctrl-C."""
    folder = Path(course) if Path(course).is_dir() else ROOT / "lessons" / course
    if not (folder / COURSE_FILE).is_file():
        wrong("COURSE", f"no course in {folder}: a folder with {COURSE_FILE} is expected")
    with tempfile.TemporaryDirectory() as empty, _server(folder.resolve(), Path(empty), port) as server:
        typer.echo(f"http://127.0.0.1:{server.server_port}/ shows {folder}. Ctrl-C ends it.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


def _server(folder: Path, empty: Path, port: int) -> WSGIServer:
    """The pages with this one alone, and a database in which nothing is: nothing here needs one."""
    os.environ |= {
        "MOOC_PREVIEW": str(folder),
        "MOOC_DEBUG": "true",
        "MOOC_BASE_URL": "http://127.0.0.1:8000",
        "DATABASE_URL": f"sqlite:///{empty / 'empty.sqlite3'}",
    }
    application = importlib.import_module("mooc.wsgi").application
    return make_server("127.0.0.1", port, application, server_class=_Server, handler_class=_Quiet)
