"""Mastodon.py, bounded and gated, and every failure by name. The only module that knows it.

It is used for what it knows well: the endpoints, their parameters, the many forms of their addresses. Its answers are
not: it turns what it can into types of its own and lets the rest pass, so the body is parsed strictly here instead.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol, TypeVar
from urllib.parse import parse_qs, urlsplit

import requests
from mastodon import Mastodon as Api
from mastodon.errors import MastodonError
from mastodon.types_base import PaginationInfo
from pydantic import BaseModel, ValidationError

from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.core.spending.gate import Gate, GateClosed, RequestOutcome
from mooc.http.addresses import RefusalReason, RequestRefused
from mooc.networks.asker import follow_pages
from mooc.networks.mastodon.answers import ErrorBody
from mooc.networks.mastodon.rate_limits import outcome_of, request_bucket

AGENT = "Twinome"
UNAUTHORIZED, NO_SUCH, TOO_MANY, SERVER_ERRORS = 401, (404, 410), 429, 500

M = TypeVar("M", bound=BaseModel)


class NotThere(NetworkTrouble):
    """The server says, in the API's own form, that it has no such thing (any more)."""


class NoSuchPage(NetworkTrouble):
    """The server says that there is no such page, and not in the API's form: perhaps it does not speak the API."""


class RequestAllowance(Protocol):
    """Counts the requests of one question, and lets it send no more than it may."""

    def require_request(self) -> None:
        """Raises NetworkTrouble if not another one may be sent."""

    def note_request(self, endpoint: str) -> None:
        """One has been sent."""


class GatedSession:
    """What Mastodon.py takes for its session: each request to one server passes the gate, and its answer is kept.

    ``token``: with which it is sent, if any. ``allowance`` pays for it. The session follows no redirect and bounds time
    and size.
    """

    def __init__(
        self, session: requests.Session, gate: Gate, host: str, token: str, allowance: RequestAllowance
    ) -> None:
        self._session, self._gate, self._host, self._token = session, gate, host, token
        self._allowance = allowance
        self.answer: requests.Response | None = None
        self.opens_at = 0.0
        """When the gate lets the next one through (seconds of the Unix clock); 0: now."""

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        """Send, if the gate is open. Raises GateClosed, RequestRefused and the errors of requests."""
        self.answer, bucket = None, request_bucket(self._host, self._token, options.get("params") or {})
        self._allowance.require_request()
        self._gate.enter(bucket)
        path = urlsplit(url).path
        self._allowance.note_request(
            re.sub(r"(?<=/v1/accounts/|/v1/statuses/)(?!verify|relation|lookup)[^/]+", ":id", path)
        )
        outcome = RequestOutcome(0)
        try:
            self.answer = self._session.request(method, url, **options)
            outcome = outcome_of(self.answer)
        except RequestRefused as error:
            if error.key in (
                RefusalReason.URL,
                RefusalReason.HOST,
                RefusalReason.ADDRESS,
            ):  # nothing was sent, and no server is at fault
                outcome = RequestOutcome(200)
            raise
        finally:
            self.opens_at = self._gate.leave(bucket, outcome)
        return self.answer

    def forget(self) -> None:
        """The last answer is no longer of interest."""
        self.answer = None


class Server:
    """One server, for one question. ``api``: Mastodon.py, anonymous where there is no ``token``."""

    def __init__(self, base_url: str, session: GatedSession, token: str, pages_at_most: int) -> None:
        self._session, self._pages_at_most = session, pages_at_most
        self.has_token = bool(token)
        self.api = Api(
            api_base_url=base_url,
            access_token=token or None,
            session=session,  # type: ignore[arg-type]  # it asks of a session nothing but request()
            ratelimit_method="throw",
            mastodon_version="4.3.0",  # else it asks for the version before some requests
            user_agent=AGENT,
        )

    def ask(self, model: type[M], call: Callable[[], object]) -> M:
        """The parsed answer to what ``call`` asks through ``api``. Raises NetworkTrouble; NotThere where that is so."""
        self._session.forget()
        raised: Exception | None = None
        try:
            call()
        except (MastodonError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            raised = error
        answer = self._session.answer
        if answer is None:
            raise NetworkTrouble(_unanswered(raised)) from raised
        if not answer.ok:
            raise _refusal(answer, self._session.opens_at, self.has_token) from raised
        try:
            return model.model_validate_json(answer.content)
        except ValidationError as error:
            raise NetworkTrouble(Trouble(TroubleKind.BAD_ANSWER, detail="ValidationError")) from error

    def get(self, model: type[M], path: str, **params: object) -> M:
        """As ``ask``, of what Mastodon.py has no method for: its way to a next page leads everywhere."""
        pagination = {"_pagination_method": "GET", "_pagination_endpoint": path, **params}
        return self.ask(model, partial(self.api.fetch_next, PaginationInfo(pagination)))

    def pages(self, model: type[M], path: str, **params: object) -> Iterator[M]:
        """One page after the other, as far as the Link header leads. Raises NetworkTrouble, also for too many pages.

        https://docs.joinmastodon.org/api/guidelines/#pagination: where a server names no next page, there is none; one
        that it names in words that are not known, we cannot go to.
        """

        def fetch(max_id: str) -> tuple[M, str | None]:
            page = self.get(model, path, **params, **({"max_id": max_id} if max_id else {}))
            return page, self.next_page()

        return follow_pages(fetch, self._pages_at_most)

    def next_page(self) -> str | None:
        """The ``max_id`` of the page after the last answer; empty: it has one without that; None: it has none."""
        link = self._session.answer.links.get("next") if self._session.answer else None
        if link is None:
            return None
        return next(iter(parse_qs(urlsplit(link.get("url", "")).query).get("max_id", ())), "")

    def tells_of_pages(self) -> bool:
        """Whether the last answer had a Link header at all."""
        return self._session.answer is not None and "Link" in self._session.answer.headers


def _refusal(answer: requests.Response, opens_at: float, has_token: bool) -> NetworkTrouble:
    """Why there is none. Of a 401 to nobody in particular a token could be no better: that server wants to know its
    readers, which is a refusal like any other."""
    status = answer.status_code
    if status == TOO_MANY or (status == UNAUTHORIZED and has_token):
        kind = TroubleKind.RATE_LIMITED if status == TOO_MANY else TroubleKind.UNAUTHORIZED
        until = datetime.fromtimestamp(opens_at, UTC) if opens_at else None
        return NetworkTrouble(Trouble(kind, until, str(status)))
    if status >= SERVER_ERRORS:
        return NetworkTrouble(Trouble(TroubleKind.SERVER_ERROR, detail=str(status)))
    if status in NO_SUCH:
        try:
            ErrorBody.model_validate_json(answer.content)
        except ValidationError:
            return NoSuchPage(Trouble(TroubleKind.BAD_ANSWER, detail=str(status)))
        return NotThere(Trouble(TroubleKind.REFUSED, detail=str(status)))
    return NetworkTrouble(Trouble(TroubleKind.REFUSED, detail=str(status)))


def _unanswered(error: Exception | None) -> Trouble:
    """Why there is no answer. Mastodon.py wraps what its session raises; what it wraps is what counts."""
    cause: BaseException | None = error
    while isinstance(cause, MastodonError) and cause.__context__ is not None:
        cause = cause.__context__
    if isinstance(cause, GateClosed):
        return Trouble(cause.kind, datetime.fromtimestamp(cause.until, UTC), "not sent")
    if isinstance(cause, NetworkTrouble):
        return cause.trouble
    if isinstance(cause, RequestRefused):
        kind = (
            TroubleKind.BAD_ANSWER if cause.key in (RefusalReason.REDIRECT, RefusalReason.SIZE) else TroubleKind.REFUSED
        )
        return Trouble(kind, detail=str(cause.key))
    if isinstance(cause, requests.RequestException):
        return Trouble(TroubleKind.UNREACHABLE, detail=type(cause).__name__)
    raise cause or AssertionError("Mastodon.py asked nothing")
