"""What went wrong, as problem details (RFC 9457), whatever it was."""

import logging
from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel, ConfigDict, Field

from api.site.problem_codes import ProblemCode, code_of_refusal
from mooc.core.values.pseudonyms import NameFault, NameRefused
from mooc.linking.refusal import CannotLink, Refusal
from mooc.services.accounts.account_linking import CONSENT, ConsentNeeded, NotOffered
from mooc.services.cohorts.cohorts import WrongField
from mooc.store.accounts.accounts import AccountTaken
from mooc.store.cohorts.invitations import NotInvited, TooManyInvitations
from mooc.store.cohorts.members import NotInThisCohort
from mooc.store.courses.mapping import UnreadableCohort
from mooc.store.database import outages
from mooc.store.people.tokens import TooManyKeys
from mooc.store.policy.policy import Forbidden, NotVisible
from mooc.store.policy.relations import Actor
from mooc.store.twinomes.twinomes import PairingConflict

CONTENT_TYPE = "application/problem+json"
NAMES = {
    NameFault.BLANK: "Something other than blanks is expected.",
    NameFault.TOO_LONG: "80 characters at most are expected.",
    NameFault.HIDDEN: "Text without characters that cannot be seen is expected.",
    NameFault.MIXED: "Words in letters of one script are expected.",
    NameFault.OFFICE: "A name that is no office, such as admin or mentor, is expected.",
    NameFault.STAFF: "A name other than those of the people who look after the cohort is expected.",
}
_FIELDS = {
    Refusal.INSTANCE_REFUSED: "body.server",
    Refusal.NO_SERVER: "body.server",
    Refusal.DENIED: "body.query",
    Refusal.EXPIRED: "body.query",
    Refusal.SCOPES: "body.query",
}
"""What of a body is at fault where it is not the handle."""
SENT_AS = {"name": "slug", "lists": "handles"}
"""Field of a new cohort → what the API calls it, where that is something else."""
log = logging.getLogger("mooc.api")
View = Callable[..., HttpResponse]


class WrongPlace(BaseModel):
    """What is wrong with one field: ``path`` says where, such as ``body.slug``; ``message`` what would be right."""

    code: ProblemCode
    path: str
    message: str


class ProblemDetails(BaseModel):
    """What went wrong (RFC 9457). ``code``: for programs; ``errors``: field by field, where fields are at fault."""

    model_config = ConfigDict(title="Problem")

    type: str
    title: str
    status: int
    code: ProblemCode
    errors: list[WrongPlace] = Field(default_factory=list)


class Problem(Exception):
    """An answer that is no success: ``code`` for programs, ``errors`` for each field that is wrong.

    ``retry_after``: seconds after which it is worth asking again; 0 where nobody can say.
    """

    def __init__(
        self, status: HTTPStatus, code: str, errors: list[dict[str, str]] | None = None, retry_after: int = 0
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.errors, self.retry_after = status, code, errors, retry_after


def field_problem(path: str, code: str, message: str) -> Problem:
    """422 about one field."""
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, code, [{"code": code, "path": path, "message": message}])


def problem_response(problem: Problem) -> HttpResponse:
    """The problem as a response."""
    details = ProblemDetails(
        type="about:blank",
        title=problem.status.phrase,
        status=int(problem.status),
        code=problem.code,
        errors=[WrongPlace.model_validate(error) for error in problem.errors or ()],
    )
    body = details.model_dump(exclude_defaults=True)
    response = JsonResponse(body, status=problem.status, content_type=CONTENT_TYPE)
    if problem.status is HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    if problem.retry_after:
        response["Retry-After"] = str(problem.retry_after)
    response["Cache-Control"] = "no-store"
    return response


def unavailable() -> Problem:
    """The database is away: it takes about so long to be back."""
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "service_unavailable", retry_after=outages.RETRY_AFTER)


def problem_of_status(status: int) -> Problem:
    """The problem that a bare status stands for."""
    http_status = HTTPStatus(status)
    return Problem(http_status, http_status.name.lower())


def _refused(request: HttpRequest, status: HTTPStatus) -> Problem:
    """That status; for somebody who is not signed in 401, whether the thing is there or not."""
    actor = getattr(request, "auth", None)
    signed_in = isinstance(actor, Actor) and actor.user is not None
    return problem_of_status(status if signed_in else HTTPStatus.UNAUTHORIZED)


def _invalid(error: ValidationError) -> Problem:
    errors = []
    for field_error in error.errors:
        path = [str(part) for part in field_error["loc"]]
        if path[:1] == ["body"]:  # which has one schema, whose name says nothing to the sender
            del path[1:2]
        errors.append({"code": str(field_error["type"]), "path": ".".join(path), "message": str(field_error["msg"])})
    codes = {field_error["code"] for field_error in errors}
    code = codes.pop() if len(codes) == 1 else "invalid"
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_text" if code == "string_unicode" else code, errors)


def _cannot_link(error: CannotLink) -> Problem:
    code = code_of_refusal(error.key)
    if error.key in (Refusal.NETWORK_TROUBLE, Refusal.TOO_SLOW):
        return Problem(HTTPStatus.SERVICE_UNAVAILABLE, code, retry_after=60)
    if error.key is Refusal.TOO_MANY:
        return Problem(HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests")
    return field_problem(_FIELDS.get(error.key, "body.handle"), code, str(error.key))


def _http(error: HttpError) -> Problem:
    if isinstance(error.__cause__, Problem):
        return error.__cause__
    if isinstance(error, AuthenticationError):
        return problem_of_status(HTTPStatus.UNAUTHORIZED)
    return problem_of_status(error.status_code)


def _unexpected(request: HttpRequest, error: Exception) -> Problem:
    if outages.log_outage(error):
        return unavailable()
    log.error("%s %s", request.method, request.path, exc_info=error)
    return problem_of_status(HTTPStatus.INTERNAL_SERVER_ERROR)


_ANSWERS: dict[type[Exception], Callable[[HttpRequest, Any], Problem]] = {
    Exception: _unexpected,
    Problem: lambda request, error: error,
    HttpError: lambda request, error: _http(error),
    Http404: lambda request, error: _refused(request, HTTPStatus.NOT_FOUND),
    NotVisible: lambda request, error: _refused(request, HTTPStatus.NOT_FOUND),
    Forbidden: lambda request, error: _refused(request, HTTPStatus.FORBIDDEN),
    UnreadableCohort: lambda request, error: Problem(HTTPStatus.SERVICE_UNAVAILABLE, "cohort_broken"),
    NotInvited: lambda request, error: problem_of_status(HTTPStatus.NOT_FOUND),
    ValidationError: lambda request, error: _invalid(error),
    WrongField: lambda request, error: field_problem(
        f"body.{SENT_AS.get(error.field, error.field)}", error.code, str(error)
    ),
    NotInThisCohort: lambda request, error: field_problem(
        "body", "not_in_this_cohort", "A mentor and a learner of it."
    ),
    ConsentNeeded: lambda request, error: field_problem("body.consent", "consent_needed", f"{CONSENT} is expected."),
    NotOffered: lambda request, error: field_problem(
        "path.network", "network_not_offered", "Not to be linked here so."
    ),
    AccountTaken: lambda request, error: Problem(HTTPStatus.CONFLICT, "account_taken"),
    NameRefused: lambda request, error: field_problem("body.name", error.fault.value, NAMES[error.fault]),
    TooManyKeys: lambda request, error: Problem(HTTPStatus.CONFLICT, "too_many_keys"),
    TooManyInvitations: lambda request, error: Problem(HTTPStatus.CONFLICT, "too_many_invitations"),
    PairingConflict: lambda request, error: Problem(HTTPStatus.CONFLICT, "paired_meanwhile"),
    CannotLink: lambda request, error: _cannot_link(error),
    RequestDataTooBig: lambda request, error: problem_of_status(HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
}


def describe_problems(schema: dict[str, Any]) -> None:
    """Let every operation of the OpenAPI document say that it may answer with a problem, the one component of it."""
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    body = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas |= body.pop("$defs") | {"Problem": body}
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {"Problem": {"description": "What went wrong", "content": content}}
    for operations in schema["paths"].values():
        for operation in operations.values():
            for statuses in ("4XX", "5XX"):
                operation["responses"][statuses] = {"$ref": "#/components/responses/Problem"}


def add_exception_handlers(api: NinjaAPI) -> None:
    """Let the API answer every exception with a problem."""
    for kind, to_problem in _ANSWERS.items():
        api.add_exception_handler(kind, partial(_answered, to_problem))


def _answered(to_problem: Callable[[HttpRequest, Any], Problem], request: HttpRequest, error: Any) -> HttpResponse:
    return problem_response(to_problem(request, error))


def guarded(view: View) -> View:
    """The view, with a cap on the body, and with what it refuses without an exception told as a problem."""

    @wraps(view)
    def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
            return problem_response(problem_of_status(HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return problem_response(problem_of_status(HTTPStatus.NOT_FOUND))
        response.headers.setdefault("Cache-Control", "no-store")
        is_problem = response.headers.get("Content-Type", "").startswith(CONTENT_TYPE)
        if response.status_code < HTTPStatus.BAD_REQUEST or is_problem:
            return response
        problem = problem_response(problem_of_status(response.status_code))
        if "Allow" in response.headers:
            problem["Allow"] = response["Allow"]
        return problem

    return outer


def unknown_route(request: HttpRequest) -> HttpResponse:
    """No such address in the API."""
    return problem_response(problem_of_status(HTTPStatus.NOT_FOUND))
