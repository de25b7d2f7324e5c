"""HTTP to servers whose names come from strangers: nothing inside our own network can be reached through it.

    guard.session().get("https://mastodon.example/api/v2/instance")

1. the address: https, port 443, a DNS name, and nothing else (no user, no IP address in whatever spelling);
2. the name is looked up once, inside the connect step, and if a single answer is not a public address, nothing is sent;
3. the connection goes to the very address that was looked at; certificate, SNI and Host are those of the name;
4. no redirect is followed, no proxy of the environment asked; the whole answer has a deadline and a largest size.

The connect step is the one seam where what is checked is what is connected to: a name that resolves to a public
address first and to a private one a second later (DNS rebinding) is asked for once. ``requests-hardened`` looks at the
first answer only and has neither deadline nor cap; ``advocate`` has had no release since 2020. A leaf module: used by
``mooc.linking`` and ``mooc.networks``.
"""

from mooc.guard.connecting import resolved
from mooc.guard.names import Refused, Why, host_name, is_public
from mooc.guard.sending import BYTES_AT_MOST, TIMEOUT, session

__all__ = ["BYTES_AT_MOST", "TIMEOUT", "Refused", "Why", "host_name", "is_public", "resolved", "session"]
