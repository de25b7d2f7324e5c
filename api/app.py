"""The API: all routers, and what they share."""

from itertools import chain
from typing import Any

from django.urls import URLPattern, URLResolver, re_path
from ninja import NinjaAPI

from api.accounts import accounts
from api.attestation import confirmations, meetings, reviews
from api.cohorts import cohorts, members
from api.courses import courses
from api.events import events
from api.mentoring import mentors
from api.pasted_links import links
from api.people import people, tokens
from api.progress import receipts, verdicts
from api.site.auth import signed_in
from api.site.field_meanings import describe_fields
from api.site.parsing import StrictParser
from api.site.problems import add_exception_handlers, describe_problems, guarded, unknown_route
from api.spending import budgets
from api.twinomes import twinomes

ABOUT = """
Sign in with a session of the pages (unsafe requests then need the `X-CSRFToken` header), or send a key of the API as
`Authorization: Bearer KEY`. Times are ISO 8601 with an offset. Every list is `{items, next}`: a long one is read part
by part, by giving `next` back as `cursor`; where it is null, that was all. What went wrong is told as problem details
(RFC 9457). What is not yours to see answers 404, as if it were not there.
"""


class Api(NinjaAPI):
    """Ninja's API in which every answer that is no success is a problem, those without an exception too."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """The schema, in which every operation may answer with a problem."""
        schema = super().get_openapi_schema(**options)
        describe_problems(schema)
        describe_fields(schema)
        components = schema["components"]["schemas"]
        for operations in schema["paths"].values():
            for parameter in chain.from_iterable(operation.get("parameters", ()) for operation in operations.values()):
                if (name := parameter["schema"].get("title")) in components:  # Ninja takes it out of its component
                    parameter["schema"] = {"$ref": f"#/components/schemas/{name}"}
        return schema

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        patterns = super()._get_urls()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = guarded(pattern.callback)
        return [*patterns, re_path(r"", unknown_route, name="unknown-route")]


api = Api(title="Twinome", version="1", description=ABOUT, parser=StrictParser(), auth=signed_in, urls_namespace="api")
add_exception_handlers(api)
SUBJECTS = (
    courses,
    cohorts,
    budgets,
    members,
    mentors,
    verdicts,
    receipts,
    links,
    confirmations,
    meetings,
    reviews,
    accounts,
    twinomes,
    people,
    tokens,
    events,
)
for subject in SUBJECTS:
    api.add_router("", subject.router)
