"""The types that all schemas are made of: text that can be stored, ids that exist, bodies that hold nothing else."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

from mooc.core.facts.troubles import TroubleKind
from mooc.core.judging import rendering
from mooc.core.values.authored import Lang
from mooc.core.values.pseudonyms import LONGEST, NameFault, has_hidden
from mooc.networks import registry

LARGEST_ID = 2**63 - 1
OF_LINKS = "link."
"""With this the messages begin that say what came of a pasted link."""


def _storable(text: Any) -> Any:
    if isinstance(text, str) and any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text):
        raise PydanticCustomError("bad_text", "Text without NUL and without halves of characters is expected.")
    return text


def _stripped(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "Something other than blanks is expected.")
    return text.strip()


def _visible(text: str) -> str:
    if has_hidden(text):
        raise PydanticCustomError(NameFault.HIDDEN.value, "Text without characters that cannot be seen is expected.")
    return _stripped(text)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise PydanticCustomError("unknown_zone", "An IANA time zone is expected, such as Europe/Paris.") from None
    return name


def _network(name: str) -> str:
    if name not in registry.SPECS:
        words = "The name of a network is expected: {example}, for example."
        raise PydanticCustomError("unknown_network", words, {"example": registry.first_without_key()})
    return name


def null_if_empty(text: Any) -> Any:
    """Null for a text of the store that says nothing."""
    return None if text == "" else text


def _enum(name: str, *values: str) -> WithJsonSchema:
    """How a text of a closed set is described. Each set is a component of its own, named by a ``TypeAliasType``."""
    return WithJsonSchema({"type": "string", "enum": sorted(values), "title": name})


Network = TypeAliasType("Network", Annotated[str, _enum("Network", *registry.SPECS)])
"""A network, as it is told: what is stored of one that is known no longer can be read all the same."""
KnownNetwork = Annotated[Network, AfterValidator(_network)]
"""A network, as it is sent."""
LinkProof = TypeAliasType("LinkProof", Annotated[str, _enum("LinkProof", "code", "oauth")])
"""How it was shown that an account is one's own: by a code on it, or by signing in on its network."""
Language = TypeAliasType("Language", Lang)
"""A language in which texts exist."""
Texts = TypeAliasType("Texts", dict[Language, str])
"""A text in each language in which it exists."""
Role = TypeAliasType("Role", Literal["learner", "mentor", "facilitator"])
"""As what somebody is in a cohort."""
Decision = TypeAliasType("Decision", Literal["approved", "again"])
"""What comes of a review: the pass is approved, or another try is asked for."""
Trouble = TypeAliasType("Trouble", Annotated[str, _enum("Trouble", *TroubleKind, "lost")])
"""Why something could not be seen; ``lost``: another worker was there first."""
Outcome = TypeAliasType(
    "Outcome",
    Annotated[
        str,
        _enum("Outcome", *(name.removeprefix(OF_LINKS) for name in rendering.SENTENCES if name.startswith(OF_LINKS))),
        BeforeValidator(lambda answer: answer.removeprefix(OF_LINKS)),
    ],
)
"""What came of a pasted link."""
Reviewer = TypeAliasType("Reviewer", Literal["peer", "mentor"])
"""Whose eyes a pass waits for."""
MaybeTrouble = Annotated[Trouble | None, BeforeValidator(null_if_empty)]
"""Null where all was seen."""

Text = Annotated[str, StringConstraints(max_length=2000), BeforeValidator(_storable)]
"""Any text of a request: a database can store it."""
Usd = Annotated[Decimal, Field(ge=0, le=999_999, decimal_places=2), BeforeValidator(_storable)]
"""Dollars, as a number or as text."""
Title = Annotated[Text, StringConstraints(min_length=1, max_length=120), AfterValidator(_visible)]
Label = Annotated[Text, StringConstraints(min_length=1, max_length=80), AfterValidator(_visible)]
Pseudonym = Annotated[Text, StringConstraints(min_length=1, max_length=LONGEST), AfterValidator(_stripped)]
"""Which ones are refused is for ``mooc.store.people.people`` to say."""
Slug = Annotated[Text, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Zone = Annotated[Text, StringConstraints(max_length=64), AfterValidator(_zone)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Moment = AwareDatetime
"""With its offset: 2026-11-23T08:00:00+01:00."""


class In(BaseModel):
    """What somebody sends. A field that is not expected is an error."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Out(BaseModel):
    """What is sent back, read from a value of the store or of a service by the names of its fields."""

    model_config = ConfigDict(from_attributes=True)
