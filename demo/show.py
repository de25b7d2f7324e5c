"""The show: the class on its stage, the workers, the clock, and, unless nobody watches, the pages."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from demo.acting import Players
from demo.cast import HOST, LEARNERS, MENTORS
from demo.hands import HttpNetwork
from demo.play import pace, play, unhurried
from demo.report import report
from demo.stage import Stage, set_up
from demo.truth import Truth
from fixtures.sandbox import Sandbox
from mooc.core.course.course import Course, Run
from mooc.core.course.schedule import course_end, windows
from mooc.runtime import clocks
from mooc.runtime.web_server import WebServer, listening_socket
from mooc.simulation.worlds import EventName, World
from mooc.store.database.tables import prepare
from mooc.wsgi import application
from workers.broker import broker
from workers.process import Workers

AFTERWARDS = timedelta(days=2)
"""What happens after the last window closes is played too: late looks still come in."""
THREADS = 4


class CourseRun(NamedTuple):
    """What is taught: the course and its folder, when, the seed of the story, and the address of the pages."""

    course: Course
    lessons: Path
    run: Run
    seed: int
    site: str


class Show:
    """One run of the demo. ``folder`` keeps the database and the moment that was reached; ``story``: what people are
    going to do on the network that ``sandbox`` plays."""

    def __init__(
        self, taught: CourseRun, story: World, sandbox: Sandbox, clock: clocks.PlayedClock, folder: Path
    ) -> None:
        self.course, self.run, self.clock = taught.course, taught.run, clock
        self.end = course_end(self.course, self.run) + AFTERWARDS
        self._sandbox, self._state, self._seed = sandbox, folder / "state.json", taught.seed
        self._began = time.monotonic()
        hands = HttpNetwork(sandbox.url, sandbox.oauth.own_token)
        posts = [event.object for event in sandbox.world.events if event.what is EventName.POST]
        hands.knows({name: sandbox.world.post_id(name) for name in posts})
        self._players = Players(story, hands, clock.now())
        self.stage: Stage = set_up(self.course, taught.lessons, self.run, taught.site, folder)

    def play(self, minutes: float, moved: Callable[[datetime], None]) -> None:
        """Play to the end, in about so many minutes (0: as fast as the machine can)."""
        now = self.clock.now()
        whole = self.end - self.run.start
        allowed = pace(now, whole / (minutes * 60)) if minutes else unhurried(self.end)

        def step(moment: datetime) -> None:
            # whole or not at all: the show may be stopped at any time
            new = self._state.with_suffix(".new")
            new.write_text(json.dumps({"now": moment.isoformat(), "seed": self._seed}))
            new.replace(self._state)
            moved(moment)

        with Workers(THREADS):
            play(self.clock, self.end, broker, allowed, self._players, step)

    def report(self) -> dict[str, Any]:
        """What was said, whether it was true, what it cost."""
        cohort = [person.handle for person in (*LEARNERS, *MENTORS)]
        truth = Truth(self._sandbox.world, windows(self.course, self.run), self.course.hashtag, HOST.handle, cohort)
        seconds = time.monotonic() - self._began
        return report(self.course, self.stage.cohort, len(LEARNERS), truth, seconds)


@contextmanager
def pages(port: int) -> Iterator[None]:
    """Serve pages and API on loopback for as long as the block runs. Raises OSError if the port is taken."""
    prepare()
    served = WebServer(application, listening_socket(f"127.0.0.1:{port}"), THREADS)
    thread = threading.Thread(target=served.run, name="pages", daemon=True)
    thread.start()
    try:
        yield
    finally:
        served.stop()
        thread.join()


def wait() -> None:
    """Wait until Ctrl-C."""
    threading.Event().wait()
