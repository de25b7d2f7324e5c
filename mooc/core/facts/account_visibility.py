"""Whether an account can be read, by what was seen of it: a look at it, or a post that was shown."""

from datetime import datetime
from typing import NamedTuple, Self

from mooc.core.facts.profiles import AccountStatus


class AccountVisibility(NamedTuple):
    """What is known of an account. ``standing_at``: when it was last known to stand so; ``returned_at``: when it was
    seen again after it could not be read (both in course time)."""

    standing: AccountStatus = AccountStatus.ACTIVE
    standing_at: datetime | None = None
    returned_at: datetime | None = None

    def after_look(self, standing: AccountStatus, as_of: datetime) -> Self:
        """The account was looked at, and stands so."""
        has_returned = standing.is_readable and not self.standing.is_readable
        return self._noted(standing, as_of, has_returned)

    def after_post(self, as_of: datetime) -> Self:
        """A post of the account was shown: it can be read."""
        return self._noted(AccountStatus.ACTIVE, as_of, self.standing is not AccountStatus.ACTIVE)

    def _noted(self, standing: AccountStatus, as_of: datetime, has_returned: bool) -> Self:
        standing_at = max(as_of, self.standing_at or as_of)
        return self._replace(
            standing=standing, standing_at=standing_at, returned_at=as_of if has_returned else self.returned_at
        )
