"""X's answers, parsed strictly: what we rely on must be there and of its form; what is new is let pass.

https://docs.x.com/x-api/fundamentals/data-dictionary and
https://docs.x.com/x-api/fundamentals/response-codes-and-errors
"""

from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, model_validator

from mooc.core.network import Trouble, TroubleKind

Id = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,19}$")]


class Part(BaseModel):
    """The base of all parts."""

    model_config = ConfigDict(frozen=True)


class Error(Part):
    """Why something asked for is not in ``data``, though the answer is 200."""

    type: str = ""
    title: str = ""
    detail: str = ""
    value: str = ""
    resource_id: str = ""

    @property
    def about(self) -> str:
        """The id or the handle that was asked for."""
        return self.resource_id or self.value

    @property
    def kind(self) -> TroubleKind:
        """What it means. (That a suspended user bears the title Forbidden is seen, not documented.)"""
        if self.title == "Forbidden" or "suspended" in self.detail:
            return TroubleKind.SUSPENDED
        if self.type.endswith("not-authorized-for-resource"):
            return TroubleKind.PROTECTED
        return TroubleKind.ACCOUNT_GONE if self.type.endswith("resource-not-found") else TroubleKind.PARTIAL


class User(Part):
    """A user."""

    class Metrics(Part):
        followers_count: int

    class Entities(Part):
        class Url(Part):
            class Link(Part):
                url: str
                expanded_url: str = ""

            urls: tuple[Link, ...] = ()

        url: Url = Url()

    id: Id
    username: str
    name: str = ""
    description: str = ""
    profile_image_url: str = ""
    entities: Entities = Entities()
    protected: bool = False
    public_metrics: Metrics | None = None


class Post(Part):
    """A post."""

    class Entities(Part):
        class Tag(Part):
            tag: str

        class Mention(Part):
            id: str = ""

        class Link(Part):
            url: str
            expanded_url: str = ""

        hashtags: tuple[Tag, ...] = ()
        mentions: tuple[Mention, ...] = ()
        urls: tuple[Link, ...] = ()

    class Reference(Part):
        type: str
        id: Id

    class Attachments(Part):
        media_keys: tuple[str, ...] = ()

    class Metrics(Part):
        retweet_count: int
        quote_count: int

    id: Id
    text: str
    author_id: Id
    created_at: AwareDatetime
    conversation_id: str = ""
    in_reply_to_user_id: str = ""
    referenced_tweets: tuple[Reference, ...] = ()
    edit_history_tweet_ids: tuple[Id, ...] = ()
    entities: Entities = Entities()
    attachments: Attachments = Attachments()
    public_metrics: Metrics | None = None

    def refers(self, kind: str) -> str:
        """The id of the post that this one answers (``replied_to``), quotes or reposts; empty if it does not."""
        return next((one.id for one in self.referenced_tweets if one.type == kind), "")


class Meta(Part):
    """Of a page."""

    next_token: str | None = None
    result_count: int | None = None


class Answer(Part):
    """What every answer has."""

    errors: tuple[Error, ...] = ()
    meta: Meta | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.meta is None and not self.errors and not getattr(self, "data", ()):
            raise ValueError("neither data, errors nor meta")
        return self

    @property
    def trouble(self) -> Trouble | None:
        """Why the answer is not complete; None if it is."""
        kinds = {error.kind for error in self.errors}
        if not kinds:
            return None
        sole = kinds.pop() if len(kinds) == 1 and not getattr(self, "data", ()) else TroubleKind.PARTIAL
        return Trouble(sole, detail="200 with errors")


class Users(Answer):
    """Users by id, by handle, or a page of them."""

    data: tuple[User, ...] = ()


class Included(Part):
    """Posts that the posts of an answer refer to, where they were asked for."""

    tweets: tuple[Post, ...] = ()


class Posts(Answer):
    """Posts by id, or a page of them."""

    data: tuple[Post, ...] = ()
    includes: Included = Included()
