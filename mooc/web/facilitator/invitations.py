"""The links that let people into a cohort: made, seen by their beginning, ended."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mooc.services.cohorts.cohorts import end_invitation, invite
from mooc.store.cohorts import invitations
from mooc.store.cohorts.invitations import TooManyInvitations
from mooc.web.site.context import ROLES, cohort_context
from mooc.web.site.forms import InviteForm
from mooc.web.site.pages import personal


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def links(request: HttpRequest, name: str) -> HttpResponse:
    """The links there are. A new one is shown in the answer to the form, and kept nowhere."""
    context = cohort_context(request, name, "facilitator")
    form, new_link = InviteForm(request.POST if request.method == "POST" else None), ""
    if form.is_valid():
        role, uses = form.cleaned_data["role"], form.cleaned_data["uses"]
        try:
            secret = invite(context.actor, context.cohort.id, role, uses=uses)
        except TooManyInvitations:
            form.add_error(None, _("There are fifty links, and more there cannot be. End one that you no longer need."))
        else:
            new_link, form = request.build_absolute_uri(reverse("join", args=[secret])), InviteForm()
    page = {
        "links": [
            (invitation, ROLES[invitation.role][2])
            for invitation in invitations.listed(context.actor, context.cohort.id)
        ],
        "made": new_link,
        "form": form,
        "cohort": context.cohort,
        "tabs": context.tabs,
    }
    return render(request, "web/facilitator/invitations.html", page, status=422 if form.is_bound else 200)


@require_POST
@personal
def end(request: HttpRequest, name: str, invitation: int) -> HttpResponse:
    """A link lets nobody in any more."""
    context = cohort_context(request, name, "facilitator")
    end_invitation(context.actor, invitation)
    return redirect("invite", name)
