"""Questions that are asked once, besides all watches: they obey stops, and stand in the ledger. No cohort pays them."""

from mooc import clocks
from mooc.core.network import NetworkTrouble, Sent, Trouble, TroubleKind
from mooc.store import besides, stops


class StoreAsides:
    """The Asides of all workers: see ``mooc.core.asides``."""

    def permit(self, network: str) -> None:
        """Raises NetworkTrouble while the network's credit is used up: only a watch tries again."""
        stopped = stops.listed([network])
        if stopped:
            raise NetworkTrouble(Trouble(TroubleKind.OUT_OF_CREDITS, stopped[0].until, "not sent"))

    def enter(self, network: str, sent: tuple[Sent, ...], trouble: Trouble | None) -> None:
        """Note what was sent; the first 402 stops the network for all."""
        if trouble and trouble.kind is TroubleKind.OUT_OF_CREDITS:
            stops.begin(network)
        besides.enter(network, sent, trouble.kind if trouble else "", (), clocks.now())
