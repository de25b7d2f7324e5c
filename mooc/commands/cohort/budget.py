"""``mooc cohort budget`` and ``mooc cohort resume``: what a cohort may spend on each network, and has spent."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import typer

from mooc.commands.cohort.lookup import cohort_named, operator
from mooc.commands.output import moment, print_table, reject_option
from mooc.core.facts.cost import Cost, Limit
from mooc.core.forecast.outlook import Outlook
from mooc.networks import registry
from mooc.services.spending import permits
from mooc.services.spending.budget_caps import set_cap
from mooc.store.spending import budget_book

NONE = "none"
MOST = Decimal(999_999)


def budget(
    name: str = typer.Argument(metavar="NAME", help="Name of the cohort, as `mooc cohort list` shows it."),
    network: str = typer.Option("", help="Set the cap on this network."),
    usd: str = typer.Option("", help="The most that may be spent there, in dollars; `none` for no limit."),
    requests: str = typer.Option("", help="The most requests that may be sent there; `none` for no limit."),
    learners: int = typer.Option(0, min=0, max=1_000_000, help="How many learners the forecast is for."),
) -> None:
    """Show what is spent, the cap and the forecast of each network; with --network set the cap."""
    actor = operator()
    cohort = cohort_named(actor, name)
    if network:
        limits = {book.network: book.cap for book in budget_book.of_cohort(actor, cohort.id)}
        if network not in limits:
            reject_option("--network", f"one of the cohort's networks is expected: {', '.join(limits)}")
        cap = limits[network]  # what is not typed stays
        cap = Limit(_requests(requests) if requests else cap.requests, _dollars(usd) if usd else cap.usd)
        set_cap(actor, cohort.id, network, cap)
    elif usd or requests:
        reject_option("--network", f"say on which network: {', '.join(cohort.networks)}")
    _show(
        budget_book.of_cohort(actor, cohort.id),
        budget_book.outlook_of(actor, cohort.id, registry.capabilities, learners or None),
        cohort.zone,
    )


def resume(network: str = typer.Argument(help="A network that had no credit left, or refused our token.")) -> None:
    """Ask a network again at once, after its credit was bought, or the token put right that it had refused. Without
    this one worker tries again, once an hour at least."""
    lifted = permits.resume(network)
    if permits.retry_refused_tokens([network]) or lifted:
        typer.echo(f"{network} is asked again.")
    else:
        typer.echo(f"Nothing had stopped {network}.")


def print_forecast(outlooks: Iterable[Outlook], name: str) -> None:
    """What a new cohort will cost, and the cap that this suggests."""
    for outlook in outlooks:
        cap = f"; a cap for that: mooc cohort budget {name} --network {outlook.network} --usd {outlook.suggested.usd}"
        words = f"{outlook.network}: {_amount(outlook.forecast)} with {outlook.learners} learners, as forecast"
        typer.echo(words + (cap if outlook.suggested.usd is not None else ""))


def _dollars(typed: str) -> Decimal | None:
    if typed == NONE:
        return None
    try:
        amount = Decimal(typed)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= MOST or amount != round(amount, 2):
        reject_option("--usd", "dollars are expected, such as 20 or 7.50, or `none`")
    return amount


def _requests(typed: str) -> int | None:
    if typed == NONE:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        reject_option("--requests", "a number is expected, such as 5000, or `none`")
    return int(typed)


def _show(books: Iterable[budget_book.BudgetReport], outlooks: Iterable[Outlook], zone: str) -> None:
    forecasts = {outlook.network: outlook for outlook in outlooks}
    lines = []
    for book in books:
        outlook, cap, trouble = forecasts[book.network], [], ""
        if book.cap.usd is not None:
            cap.append(f"${book.cap.usd:.2f}")
        if book.cap.requests is not None:
            cap.append(f"{book.cap.requests} requests")
        if book.stop:
            trouble = f"no credit there; next try {moment(book.stop.until, zone)}"
        elif book.refused_until:
            trouble = f"our token is refused; next try {moment(book.refused_until, zone)}"
        lines.append(
            (
                book.network,
                _amount(book.spent),
                ", ".join(cap) or "none",
                f"{book.share:.0%}" if book.cap != Limit() else "-",
                f"{_amount(outlook.forecast)} for {outlook.learners}",
                book.step.value,
                ", ".join(f"{alert.level} %" for alert in book.alerts) or "-",
                trouble,
            )
        )
    print_table(("network", "spent", "cap", "of cap", "forecast", "proof by", "alerts", ""), lines)


def _amount(amount: Cost) -> str:
    return f"{amount.requests} requests, ${amount.usd:.2f}"
