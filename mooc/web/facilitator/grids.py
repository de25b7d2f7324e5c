"""The grid of learners by challenges, as pages show it: which part of it is asked for, its columns, its rows."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mooc.core.course.course import Challenge, Course
from mooc.core.values.name_search import LONGEST
from mooc.store.progress import progress
from mooc.store.progress.cohort_progress import Grid
from mooc.store.progress.progress import GridFilter
from mooc.web.site.forms import typed_number
from mooc.web.templatetags.showing import SIGNS, WORDS, in_language

PAGE = 50
ANY_LEARNER = 10**17
"""Stands for a learner's id in an address that is worked out once for a whole column."""


class GridQuery(NamedTuple):
    """What the address asks for: ``name`` is searched for, ``unit`` is a week of the course, ``help``: those who may
    need it; ``after`` the learner of this id.
    """

    name: str
    unit: str
    help: bool
    after: int

    @property
    def part(self) -> GridFilter:
        """Which learners that is."""
        return GridFilter(self.name, self.help)

    def address(self, last: int) -> str:
        """The query of the address of another page of the same: the one after the learner with the id ``last``."""
        parameters = {"q": self.name, "unit": self.unit, "who": "help" if self.help else "", "after": last or ""}
        return "?" + urlencode({name: value for name, value in parameters.items() if value})


class Column(NamedTuple):
    """A challenge, and how many learners of the cohort have met it; None where that is not shown."""

    title: str
    met: int | None


class GridLine(NamedTuple):
    """One learner. ``cells``: the rest of the table's row."""

    name: str
    has_account: bool
    cells: SafeString


def grid_query(request: HttpRequest) -> GridQuery:
    """What this request asks for. Raises Http404 for a place that cannot be."""
    name = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]
    after = typed_number(request.GET.get("after", "0"))
    return GridQuery(name, request.GET.get("unit", ""), request.GET.get("who") == "help", after)


def challenges(course: Course, unit: str) -> tuple[Challenge, ...]:
    """Those of the week of that name; of the whole course if there is no such week."""
    for course_unit in course.units:
        if course_unit.unit == unit:
            return course_unit.challenges
    return tuple(course.challenges())


def grid_context(
    path: str, query: GridQuery, course: Course, grid: Grid, met: Mapping[str, int] | None
) -> dict[str, object]:
    """What the template of the table needs. ``path``: of its page; ``met``: challenge → how many have met it, if that
    is to be told."""
    columns = challenges(course, query.unit)
    return {
        "path": path,
        "wanted": query,
        "columns": [
            Column(in_language(challenge.title), None if met is None else met.get(challenge.challenge, 0))
            for challenge in columns
        ],
        "rows": grid_lines(grid.rows, grid.cohort.name, columns),
        "units": [(unit.unit, in_language(unit.title)) for unit in course.units],
        "first_url": query.address(0) if query.after else "",
        "next_url": query.address(grid.next) if grid.next else "",
    }


def grid_lines(grid_rows: Iterable[progress.GridRow], cohort: str, columns: Iterable[Challenge]) -> list[GridLine]:
    """The rows. A page has hundreds of cells: what a column or a learner gives to them is worked out once."""
    pieces_by_challenge = [(challenge.challenge, _cell_pieces(cohort, challenge)) for challenge in columns]
    says = escape(_("not open yet"))
    closed = f'<td class="closed"><span aria-hidden="true">–</span><span class="sr">{says}</span></td>'
    lines = []
    for row in grid_rows:
        pk, name, cells = str(row.member.id), escape(row.member.name), []
        for challenge, pieces in pieces_by_challenge:
            cell = row.cells.get(challenge)
            if cell:
                before_id, before_name, after_name = pieces[cell.answer.value if cell.answer else ""]
                cells.append(f"{before_id}{pk}{before_name}{name}{after_name}")
            else:
                cells.append(closed)
        lines.append(GridLine(row.member.name, row.has_account, SafeString("".join(cells))))
    return lines


def _cell_pieces(cohort: str, challenge: Challenge) -> dict[str, tuple[str, str, str]]:
    """Answer → what stands in the cell before a learner's id, between it and the name, and after that: all escaped."""
    url = escape(reverse("learner", args=[cohort, ANY_LEARNER, challenge.challenge]))
    url_start, url_end = url.split(str(ANY_LEARNER))
    title, pieces = escape(in_language(challenge.title)), {}
    for answer in ("", *WORDS):
        says = escape(str(WORDS[answer]) if answer else _("Not looked at yet"))
        sign = f'<span class="sign" aria-hidden="true">{SIGNS.get(answer, "·")}</span>'
        pieces[answer] = (
            f'<td class="{answer or "closed"}"><a href="{url_start}',
            f'{url_end}" aria-label="',
            f', {title}: {says}">{sign}</a></td>',
        )
    return pieces
