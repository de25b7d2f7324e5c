"""Cohorts: their public page, their settings, their calendar, how they stand as a whole."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from api.courses import courses
from api.courses.courses import LessonOut
from api.site.auth import anybody, current_actor, signed_in
from api.site.paging import Page, Paging, id_after, page, whole_list
from api.site.values import Id, In, KnownNetwork, Moment, Network, Out, Slug, Text, Texts, Title
from api.spending.budgets import OutlookOut
from mooc.core.course.cohort_lists import rule_lists
from mooc.core.course.schedule import units_with_letters, windows
from mooc.core.forecast.outlook import outlook
from mooc.networks import registry
from mooc.runtime import clocks
from mooc.services.cohorts.account_lookup import look_up_all
from mooc.services.cohorts.cohorts import change_settings, create_cohort
from mooc.store.accounts import accounts
from mooc.store.cohorts import cohorts
from mooc.store.policy.policy import Forbidden, Resource
from mooc.store.progress import cohort_progress

router = Router(tags=["cohorts"])

Handles = dict[Text, dict[Text, Annotated[list[Text], Field(max_length=200)]]]


class CohortOut(Out):
    """The public page of a cohort. ``start`` in UTC; ``zone`` is that of its weeks."""

    id: int
    slug: str = Field(validation_alias="name")
    title: str
    course: str
    start: Moment
    zone: str
    hashtag: str
    networks: list[Network]
    is_public: bool
    closed_at: Moment | None


class SettingsOut(CohortOut):
    """What members of a cohort see of it besides."""

    version: str
    shows_roster: bool


class OpenedOut(SettingsOut):
    """A cohort that has just been made, with what it will ask of each network and cost with 100 learners."""

    forecast: list[OutlookOut]


class CohortIn(In):
    """A new cohort. ``handles``: network → list of the course → handles there."""

    course: Slug
    slug: Slug
    title: Title
    start: Moment
    zone: Text
    networks: Annotated[list[KnownNetwork], Field(min_length=1, max_length=10)]
    handles: Handles = Field(default_factory=dict)
    hashtag: Text = ""
    is_public: bool = False
    shows_roster: bool = False


class SettingsIn(In):
    """What may be changed of a cohort that runs; what is not sent stays."""

    title: Title | None = None
    is_public: bool | None = None
    shows_roster: bool | None = None


class ListedOut(Out):
    """Somebody whom a rule means. ``list``: the list of the course, empty where the rule names them in place;
    ``handle``: as the network showed it last, empty where it never has."""

    list: str
    network: Network
    handle: str


class ChallengeOut(LessonOut):
    """A challenge of a cohort, with the time at which it counts (UTC), and who is on the lists that its rule means."""

    unit: str
    opens: Moment
    closes: Moment
    whom: list[ListedOut]


class FiguresOut(Out):
    """How many learners stand where; null where too few do to be told. ``open``: nothing was said so far."""

    challenge: str
    met: int | None
    not_yet: int | None
    cant_tell: int | None
    open: int | None


@router.get("/cohorts", response=Page[CohortOut], auth=anybody)
def list_cohorts(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """The cohorts that one may see, by id."""
    return page(request, paging, cohorts.listed(current_actor(request), id_after(request, paging), paging.limit + 1))


@router.post("/cohorts", response={201: OpenedOut}, auth=signed_in)
def start_cohort(request: HttpRequest, body: CohortIn) -> Status[OpenedOut]:
    """Start a cohort, with oneself as its facilitator: for site admins, and for who facilitates one already."""
    actor = current_actor(request)
    if not cohorts.may_create(actor):
        raise Forbidden("create a cohort")
    course = courses.course_named(body.course)
    cohort = create_cohort(
        course,
        name=body.slug,
        lists=look_up_all(course, body.handles, body.networks),
        facilitator=actor.user,
        now=actor.now,
        **body.model_dump(exclude={"course", "slug", "handles"}),
    )
    settings = SettingsOut.model_validate(cohort)
    outlooks = outlook(course, cohort.networks, registry.capabilities)
    forecast = [OutlookOut.model_validate(network_outlook) for network_outlook in outlooks]
    return Status(201, OpenedOut.model_construct(**dict(settings), forecast=forecast))


@router.get("/cohorts/{cohort}", response=CohortOut, auth=anybody)
def one_cohort(request: HttpRequest, cohort: Id) -> cohorts.CohortDetails:
    """The public page of a cohort."""
    return cohorts.get(current_actor(request), cohort)


@router.get("/cohorts/{cohort}/settings", response=SettingsOut, auth=signed_in)
def settings_of(request: HttpRequest, cohort: Id) -> cohorts.CohortDetails:
    """The settings of a cohort, for its members."""
    return cohorts.get(current_actor(request), cohort, Resource.SETTINGS)


@router.patch("/cohorts/{cohort}/settings", response=SettingsOut, auth=signed_in)
def change_cohort(request: HttpRequest, cohort: Id, body: SettingsIn) -> cohorts.CohortDetails:
    """Change a cohort that one facilitates."""
    return change_settings(current_actor(request), cohort, **body.model_dump(exclude_none=True))


class LetterOut(Out):
    """The letter of a week that has begun, as Markdown in each language."""

    unit: str
    markdown: Texts


class TextsOut(Out):
    """Texts of the course, as Markdown: welcome, charter, conduct, reciprocity → language → text."""

    texts: dict[str, Texts]
    letters: list[LetterOut]


@router.get("/cohorts/{cohort}/challenges", response=Page[ChallengeOut], auth=signed_in)
def challenges_of(request: HttpRequest, cohort: Id) -> dict[str, Any]:
    """All challenges of a cohort with their windows, in the order of the course."""
    visible_cohort = cohorts.get(current_actor(request), cohort, Resource.SETTINGS)
    course = cohorts.course_of(visible_cohort)
    window_of = windows(course, visible_cohort.run)
    handles = accounts.handles(visible_cohort.listed)
    challenges = []
    for unit in course.units:
        for challenge in unit.challenges:
            lists = rule_lists(visible_cohort.lists, visible_cohort.networks, challenge.check, handles)
            challenges.append(
                ChallengeOut.model_construct(
                    unit=unit.unit,
                    opens=window_of[challenge.challenge].start,
                    closes=window_of[challenge.challenge].end,
                    whom=[
                        ListedOut(list=group.list, **account._asdict()) for group in lists for account in group.people
                    ],
                    **dict(LessonOut.model_validate(challenge)),
                )
            )
    return whole_list(challenges)


@router.get("/cohorts/{cohort}/texts", response=TextsOut, auth=signed_in)
def texts_of(request: HttpRequest, cohort: Id) -> dict[str, object]:
    """Charter, code of conduct, reciprocity, and the letters so far."""
    visible_cohort = cohorts.get(current_actor(request), cohort, Resource.SETTINGS)
    course = cohorts.course_of(visible_cohort)
    units = units_with_letters(course, visible_cohort.run, clocks.now())
    return {"texts": course.texts, "letters": [{"unit": unit.unit, "markdown": unit.letters} for unit in units]}


@router.get("/cohorts/{cohort}/dashboard", response=Page[FiguresOut], auth=signed_in)
def dashboard(request: HttpRequest, cohort: Id) -> dict[str, Any]:
    """How the cohort stands, without saying anything of any one person."""
    figures = cohort_progress.dashboard(current_actor(request), cohort)
    return whole_list(FiguresOut(challenge=name, **counts._asdict()) for name, counts in figures.items())
