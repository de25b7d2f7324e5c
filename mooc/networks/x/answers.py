"""X's answers, parsed strictly: what we rely on must be there and of its form; what is new is let pass.

https://docs.x.com/x-api/fundamentals/data-dictionary and
https://docs.x.com/x-api/fundamentals/response-codes-and-errors. X's OpenAPI of August 2026 says ``post`` where those
pages say ``tweet``; which of the two the API speaks is not known, and both are read. A post that is not understood is a
bad answer: read as a plain one, what answers or quotes would count as if it did not.
"""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AliasChoices, AwareDatetime, Field, StringConstraints, model_validator

from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.networks.transport import Part

Id = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,19}$")]
ALONG = frozenset(
    {
        "author_id", "in_reply_to_user_id", "entities.mentions.username", "attachments.media_keys",
        "attachments.media_source_tweet", "attachments.poll_ids", "geo.place_id", "edit_history_tweet_ids",
        "edit_history_post_ids", "referenced_tweets.id", "referenced_tweets.id.author_id", "referenced_posts",
        "referenced_posts.id", "referenced_posts.author_id",
    }
)  # fmt: skip
"""What may come along with posts: https://docs.x.com/x-api/fundamentals/expansions, and the newer names."""


class Error(Part):
    """Why something is not in an answer that is 200: in ``data``, or in what should have come along with it."""

    type: str = ""
    title: str = ""
    detail: str = ""
    value: str = ""
    resource_id: str = ""
    parameter: str = ""
    section: str = ""

    def is_of_the_answer(self, referred: Collection[str]) -> bool:
        """Whether ``data`` may lack something. ``referred``: what the posts in it refer to.

        It names its section, or the parameter that it stems from, or at least an id; if none of them says that it is
        of what came along, it is taken to be of the answer.
        """
        if self.section:
            return self.section != "includes"
        return self.parameter not in ALONG if self.parameter else self.resource_id not in referred

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


class UserPayload(Part):
    """A user."""

    class Metrics(Part):
        followers_count: int

    class Entities(Part):
        class Url(Part):
            class UrlEntity(Part):
                url: str
                expanded_url: str = ""

            urls: tuple[UrlEntity, ...] = ()

        url: Url = Url()

    id: Id
    username: str
    name: str = ""
    description: str = ""
    profile_image_url: str = ""
    entities: Entities = Entities()
    protected: bool = False
    public_metrics: Metrics | None = None


class PostPayload(Part):
    """A post."""

    class Entities(Part):
        class HashtagEntity(Part):
            tag: str

        class MentionEntity(Part):
            id: str = ""

        class UrlEntity(Part):
            url: str
            expanded_url: str = ""
            display_url: str = ""
            media_key: str = ""

        hashtags: tuple[HashtagEntity, ...] = ()
        mentions: tuple[MentionEntity, ...] = ()
        urls: tuple[UrlEntity, ...] = ()

    class Note(Part):
        """The whole of a post of more than 280 characters. Where it tells no entities, those of its text hold."""

        text: str
        entities: "PostPayload.Entities | None" = None

    class Reference(Part):
        type: Literal["replied_to", "quoted", "retweeted"]
        id: Id

    class Attachments(Part):
        media_keys: tuple[str, ...] = ()

    class Metrics(Part):
        retweet_count: int = Field(validation_alias=AliasChoices("retweet_count", "repost_count"))
        quote_count: int

    id: Id
    text: str
    author_id: Id
    created_at: AwareDatetime
    conversation_id: str = ""
    in_reply_to_user_id: str = ""
    referenced_tweets: tuple[Reference, ...] = Field(
        (), validation_alias=AliasChoices("referenced_tweets", "referenced_posts")
    )
    edit_history_tweet_ids: tuple[Id, ...] = Field(
        (), validation_alias=AliasChoices("edit_history_tweet_ids", "edit_history_post_ids")
    )
    note_tweet: Note | None = Field(None, validation_alias=AliasChoices("note_tweet", "note_post"))
    entities: Entities = Entities()
    attachments: Attachments = Attachments()
    public_metrics: Metrics | None = None

    @model_validator(mode="before")
    @classmethod
    def _says_in_known_words_what_it_is(cls, body: Any) -> Any:
        names = [str(name) for name in body] if isinstance(body, Mapping) else []
        if unknown := {name for name in names if name.startswith(("referenced_", "edit_history_"))} - _KNOWN_SPELLINGS:
            raise ValueError(f"posts under another name: {', '.join(sorted(unknown))}")
        return body

    @model_validator(mode="after")
    def _answers_what_it_names(self) -> Self:
        """Who answers somebody answers a post. One that only begins with a name is given that person in
        ``in_reply_to_user_id``, too (seen, not documented), and begins a conversation of its own."""
        begins = self.conversation_id in (self.id, *self.edit_history_tweet_ids)
        if self.in_reply_to_user_id and not self.refers("replied_to") and not begins:
            raise ValueError("answers somebody, and no post")
        return self

    @property
    def whole(self) -> str:
        """Its text, also what stands behind the 280th character."""
        return self.note_tweet.text if self.note_tweet else self.text

    @property
    def entities_of_whole(self) -> Entities:
        """The tags, mentions and links of the whole text. Whether a note names again whom it answers is not documented:
        who is mentioned in the part is mentioned in the whole."""
        note = self.note_tweet.entities if self.note_tweet else None
        if note is None:
            return self.entities
        return note.model_copy(update={"mentions": (*self.entities.mentions, *note.mentions)})

    def refers(self, kind: str) -> str:
        """The id of the post that this one answers (``replied_to``), quotes or reposts; empty if it does not."""
        return next((reference.id for reference in self.referenced_tweets if reference.type == kind), "")


_KNOWN_SPELLINGS = frozenset(
    {"referenced_tweets", "referenced_posts", "edit_history_tweet_ids", "edit_history_post_ids"}
)


class PageMeta(Part):
    """Of a page."""

    next_token: str | None = None
    result_count: int | None = None


class ResponsePayload(Part):
    """What every answer has."""

    errors: tuple[Error, ...] = ()
    meta: PageMeta | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.meta is None and not self.errors and not getattr(self, "data", ()):
            raise ValueError("neither data, errors nor meta")
        return self

    @property
    def referred(self) -> frozenset[str]:
        """The ids of what its rows refer to."""
        return frozenset()

    @property
    def trouble(self) -> Trouble | None:
        """Why the answer is not complete; None if it is. What should have come along with it does not matter here."""
        referred = self.referred
        kinds = {error.kind for error in self.errors if error.is_of_the_answer(referred)}
        if not kinds:
            return None
        kind = kinds.pop() if len(kinds) == 1 and not getattr(self, "data", ()) else TroubleKind.PARTIAL
        return Trouble(kind, detail="200 with errors")


class Users(ResponsePayload):
    """Users by id, by handle, or a page of them."""

    data: tuple[UserPayload, ...] = ()


class Included(Part):
    """Posts that the posts of an answer refer to, where they were asked for: who wrote them, and nothing else."""

    class ReferredPost(Part):
        id: Id
        author_id: str = ""

    tweets: tuple[ReferredPost, ...] = Field((), validation_alias=AliasChoices("tweets", "posts"))


class Posts(ResponsePayload):
    """Posts by id, or a page of them."""

    data: tuple[PostPayload, ...] = ()
    includes: Included = Included()

    @property
    def referred(self) -> frozenset[str]:
        """The ids of the posts that its posts answer, quote or repost."""
        return frozenset(reference.id for post in self.data for reference in post.referenced_tweets)
