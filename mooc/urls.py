"""All addresses."""

from django.urls import URLPattern, URLResolver, include, path

from api.app import api
from api.health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("mooc.web.urls")),
    path("api/v1/", api.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
handler400 = "mooc.fallback_responses.bad_request"
handler403 = "mooc.web.site.errors.permission_denied"
handler404 = "mooc.web.site.errors.page_not_found"
handler429 = "mooc.web.site.errors.too_many_requests"  # django-allauth looks for it
handler500 = "mooc.fallback_responses.server_error"
