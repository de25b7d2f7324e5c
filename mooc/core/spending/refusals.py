"""What is refused before it is sent: by a limit, by a server that is given up, by a token or a cap that is used up.

That is no try and no look, whatever was to be asked: it waits in its row, and no thread sleeps for it.
"""

from datetime import datetime

from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.spending.budget import UNPAID

CLOSED = frozenset({TroubleKind.RATE_LIMITED, TroubleKind.UNREACHABLE, TroubleKind.UNAUTHORIZED})
"""What a gate says of a request that it does not let through; it says until when."""


def is_closed(trouble: Trouble | None) -> bool:
    """Whether a gate lets nothing through for now."""
    return trouble is not None and trouble.until is not None and trouble.kind in CLOSED


def is_refused(reading: Reading) -> bool:
    """Whether what was to be asked was refused before it was sent."""
    trouble = reading.trouble
    return trouble is not None and not reading.requests and (trouble.kind in UNPAID or is_closed(trouble))


def waits_until(trouble: Trouble | None) -> datetime | None:
    """When it is worth asking again (real time), where that is known."""
    return trouble.until if trouble is not None and trouble.kind in CLOSED | UNPAID else None
