"""Answers of the API, parsed strictly: what we rely on must be there and of its form; what is new is let pass.

https://docs.joinmastodon.org/entities/ — what one dialect has and another has not is optional here, and its absence
means "not known" wherever it is used.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, RootModel, StringConstraints

from mooc.networks.transport import Part


def _as_quote(value: object) -> object:
    """Akkoma's ``quote`` is the quoted post itself, beside its ``quote_id``; only what anybody may read is shown."""
    is_post = isinstance(value, dict) and "uri" in value and "quoted_status" not in value
    return {"state": "accepted", "quoted_status": value} if is_post else value


Id = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if isinstance(value, int) and not isinstance(value, bool) else value),
    StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$"),
]
"""A number on Mastodon, Takahe and Pixelfed, a ULID on GoToSocial, a flake of letters and digits on Pleroma: opaque.

Ids are texts. A server that sends numbers means the same; JSON's whole numbers are exact in Python."""
Moment = Annotated[
    datetime, AfterValidator(lambda time: time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC))
]
"""One without a zone is UTC already."""
Acct = Annotated[str, StringConstraints(pattern=r"^[^\s@/]{1,100}(@[^\s@/]{1,253})?$")]
"""``user`` of somebody of the server that answers, ``user@domain`` of anybody else."""
Address = Annotated[str, StringConstraints(max_length=250)]


class AccountReference(Part):
    """Enough of an account to tell who it is."""

    id: Id
    acct: Acct
    url: str | None = None


class AccountPayload(AccountReference):
    """https://docs.joinmastodon.org/entities/Account/"""

    class Field(Part):
        name: str = ""
        value: str = ""

    display_name: str | None = None
    avatar: str | None = None
    note: str | None = None
    fields: tuple[Field, ...] | None = None
    suspended: bool | None = None
    limited: bool | None = None
    moved: Annotated[AccountReference | None, BeforeValidator(lambda value: value or None)] = None
    """Takahe says ``false`` of one who has not."""
    hide_collections: bool | None = None
    followers_count: int | None = None
    following_count: int | None = None
    pleroma: Mapping[str, Any] | None = None


class Status(Part):
    """https://docs.joinmastodon.org/entities/Status/"""

    class TagPayload(Part):
        name: str

    class PreviewCard(Part):
        url: str | None = None

    class QuotePayload(Part):
        """https://docs.joinmastodon.org/entities/Quote/ (4.4)"""

        state: str | None = None
        quoted_status: "Quoted | None" = None

    id: Id
    uri: Address
    url: str | None = None
    created_at: Moment
    edited_at: Moment | None = None
    visibility: str
    content: str
    account: AccountPayload
    in_reply_to_id: Id | None = None
    in_reply_to_account_id: Id | None = None
    reblog: Any = None
    tags: tuple[TagPayload, ...] = ()
    mentions: tuple[AccountReference, ...] = ()
    media_attachments: tuple[Any, ...] = ()
    card: PreviewCard | None = None
    quote: Annotated[QuotePayload | None, BeforeValidator(_as_quote)] = None
    replies_count: int | None = None
    reblogs_count: int | None = None
    quotes_count: int | None = None


class Quoted(Part):
    """As much of a quoted post as is needed."""

    id: Id
    uri: Address
    account: AccountReference


class Relationship(Part):
    """https://docs.joinmastodon.org/entities/Relationship/"""

    id: Id
    followed_by: bool


class SearchResult(Part):
    """https://docs.joinmastodon.org/entities/Search/"""

    statuses: tuple[Status, ...]


class Context(Part):
    """https://docs.joinmastodon.org/entities/Context/"""

    descendants: tuple[Status, ...]


class Instance(Part):
    """https://docs.joinmastodon.org/entities/Instance/ ``account_domain`` is GoToSocial's own word."""

    domain: str
    account_domain: str | None = None


class InstanceV1(Part):
    """https://docs.joinmastodon.org/entities/V1_Instance/ ``account_domain`` is GoToSocial's own word."""

    version: str
    uri: str = ""
    account_domain: str | None = None


class ErrorBody(Part):
    """https://docs.joinmastodon.org/entities/Error/"""

    error: str


class Accounts(RootModel[tuple[AccountPayload, ...]]):
    """A page of accounts, or a batch."""


class Statuses(RootModel[tuple[Status, ...]]):
    """A page of posts, or a batch."""


class Relationships(RootModel[tuple[Relationship, ...]]):
    """A batch."""


Status.QuotePayload.model_rebuild()
Status.model_rebuild()
