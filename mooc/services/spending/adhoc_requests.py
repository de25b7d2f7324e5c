"""Questions that are asked once, besides all watches: they need a permit, and stand in the ledger; nobody pays them."""

from mooc.core.facts.cost import EndpointUsage
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.core.spending.budget import Purpose
from mooc.runtime import clocks
from mooc.services import ingest
from mooc.services.spending import permits
from mooc.services.spending.permits import SpendRequest


class StoredAdhocRequests:
    """The Asides of all workers: see ``mooc.core.planning.adhoc_requests``."""

    def permit(self, network: str) -> None:
        """Raises NetworkTrouble while the network's credit is used up: only a watch tries again."""
        refused = permits.permit(SpendRequest(network, Purpose.ONE_OFF)).refused
        if refused:
            raise NetworkTrouble(refused)

    def enter(self, network: str, usage: tuple[EndpointUsage, ...], trouble: Trouble | None) -> None:
        """Note what was sent; the first 402 suspends the network for all."""
        if trouble and trouble.kind is TroubleKind.OUT_OF_CREDITS:
            permits.suspend(network)
        ingest.record_unwatched_cost(network, usage, trouble.kind if trouble else "", (), clocks.now())
