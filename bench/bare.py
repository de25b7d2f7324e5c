"""Bare things beside our own addresses: fifty rows through django-ninja; and a page of a given size, the same for all.

Both pass all the middleware; the page also loads the session and who is signed in, as any personal page must.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from ninja import NinjaAPI, Schema

from mooc.store import models

ROWS = 50
api = NinjaAPI(urls_namespace="bare")


class Out(Schema):
    """A member, as bare as can be."""

    id: int
    role: str
    points: int
    joined_at: datetime
    languages: list[str]


@api.get("/members", response=list[Out])
def members(request: HttpRequest) -> Any:
    """The first fifty."""
    return models.Member.objects.order_by("pk")[:ROWS]


@login_required
def page(request: HttpRequest, size: int) -> HttpResponse:
    """So many bytes of HTML from a template in which nothing has to be worked out."""
    if size not in _templates:
        row = "<li>A line of a page that says the same to everybody.</li>\n"
        body = row * (size // len(row))
        _templates[size] = engines["django"].from_string(f"<!doctype html><title>Bare</title>{body}<p>{{{{ name }}}}")
    return HttpResponse(_templates[size].render({"name": request.user.name}, request))  # type: ignore[union-attr]


_templates: dict[int, Any] = {}

urlpatterns = [
    path("bare/page/<int:size>", page),
    path("bare/", api.urls),
    path("", include("mooc.urls")),
]
