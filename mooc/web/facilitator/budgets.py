"""A cohort's budget as its facilitators see it: spent, cap and forecast of each network."""

from decimal import Decimal
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mooc.core.facts.cost import Limit
from mooc.core.facts.proof import EvidenceLevel
from mooc.core.forecast.outlook import Outlook
from mooc.networks import registry
from mooc.services.spending import budget_caps
from mooc.store.spending import budget_book
from mooc.store.spending.budget_book import BudgetReport
from mooc.web.site.context import cohort_context
from mooc.web.site.pages import personal


class CapForm(forms.Form):
    """What may be spent on a network; an empty field is no limit."""

    usd = forms.DecimalField(
        label=gettext_lazy("At most, in dollars"), min_value=0, max_value=999_999, decimal_places=2, required=False
    )
    requests = forms.IntegerField(
        label=gettext_lazy("At most, in requests"), min_value=0, max_value=2**31 - 1, required=False
    )


class BudgetView(NamedTuple):
    """One network. ``per_cent``: of the cap that is spent; ``forecast_per_cent``: of the cap that is forecast, 100 at
    most; None without a cap. ``says``: what follows for the learners."""

    book: BudgetReport
    outlook: Outlook
    per_cent: int | None
    forecast_per_cent: int | None
    says: str
    form: CapForm


@personal
def budget(request: HttpRequest, name: str) -> HttpResponse:
    """What is spent, what may be, and what is forecast."""
    context = cohort_context(request, name, "facilitator")
    outlooks = {
        outlook.network: outlook
        for outlook in budget_book.outlook_of(context.actor, context.cohort.id, registry.capabilities)
    }
    books = budget_book.of_cohort(context.actor, context.cohort.id)
    budgets = [_budget_view(book, outlooks[book.network]) for book in books]
    return render(
        request, "web/facilitator/budget.html", {"cohort": context.cohort, "tabs": context.tabs, "networks": budgets}
    )


@require_POST
@personal
def set_cap(request: HttpRequest, name: str, network: str) -> HttpResponse:
    """Set the cap of one network."""
    context = cohort_context(request, name, "facilitator")
    if network not in context.cohort.networks:
        raise Http404
    form = CapForm(request.POST)
    if form.is_valid():
        cap = Limit(form.cleaned_data["requests"], form.cleaned_data["usd"])
        budget_caps.set_cap(context.actor, context.cohort.id, network, cap)
        messages.success(request, _("Noted. Nothing more is asked once that is used up."))
    else:
        messages.error(request, _("A number is expected, or nothing for no limit."))
    return redirect("budget", name)


def _budget_view(book: BudgetReport, outlook: Outlook) -> BudgetView:
    cap = book.cap if book.cap != Limit() else outlook.suggested
    usd = None if cap.usd is None else cap.usd.quantize(Decimal("0.01"))
    form = CapForm(initial={"usd": usd, "requests": cap.requests}, auto_id=f"id_{book.network}_%s")
    per_cent = None if book.cap == Limit() else int(book.share * 100)
    forecast_per_cent = min(int(outlook.forecast.usd / book.cap.usd * 100), 100) if book.cap.usd else None
    proof_words = {
        EvidenceLevel.NETWORK: _("The network is read as planned."),
        EvidenceLevel.LINK: _(
            "Little is left: only links that learners paste are read, and what is kept back pays the look at the end "
            "of each week."
        ),
        EvidenceLevel.PEER: _(
            "Next to nothing is left: what cannot be seen is met when somebody of the twinome confirms it. Nobody is "
            "told “not yet” because of it."
        ),
    }
    return BudgetView(book, outlook, per_cent, forecast_per_cent, proof_words[book.step], form)
