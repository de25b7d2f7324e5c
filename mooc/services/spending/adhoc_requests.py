"""Questions that are asked once, besides all watches: they obey stops, and stand in the ledger. No cohort pays them."""

from mooc.core.facts.network import NetworkTrouble, Sent, Trouble, TroubleKind
from mooc.runtime import clocks
from mooc.store.spending import ledger, provider_suspensions


class StoreAsides:
    """The Asides of all workers: see ``mooc.core.planning.adhoc_requests``."""

    def permit(self, network: str) -> None:
        """Raises NetworkTrouble while the network's credit is used up: only a watch tries again."""
        stopped = provider_suspensions.listed([network])
        if stopped:
            raise NetworkTrouble(Trouble(TroubleKind.OUT_OF_CREDITS, stopped[0].until, "not sent"))

    def enter(self, network: str, sent: tuple[Sent, ...], trouble: Trouble | None) -> None:
        """Note what was sent; the first 402 stops the network for all."""
        if trouble and trouble.kind is TroubleKind.OUT_OF_CREDITS:
            provider_suspensions.begin(network)
        ledger.enter(network, sent, trouble.kind if trouble else "", (), clocks.now())
