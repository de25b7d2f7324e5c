"""What stands on the ring of a bird."""

import re

from mooc.core.values.handles import Grammar
from mooc.linking.handles import must_match
from mooc.networks.base import LinkedHandles

RING = re.compile(r"[a-z]{2,12}")
GRAMMAR = Grammar(RING.pattern, "pigeon:coo")
HANDLES = LinkedHandles(
    "coo",
    {"en": "What stands on the ring is expected, such as coo", "fr": "On attend ce que dit la bague, comme coo"},
    lambda text, settings: must_match(RING, text.strip().removeprefix("@")),
)
