"""A bare endpoint beside our own addresses: fifty rows through django-ninja, and nothing else."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
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


urlpatterns = [path("bare/", api.urls), path("", include("mooc.urls"))]
