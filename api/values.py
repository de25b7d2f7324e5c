"""The types that all schemas are made of: text that can be stored, ids that exist, bodies that hold nothing else."""

from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from mooc.core.values.pseudonyms import LONGEST, Fault, has_hidden

LARGEST_ID = 2**63 - 1


def _storable(text: Any) -> Any:
    if isinstance(text, str) and any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text):
        raise PydanticCustomError("bad_text", "Text without NUL and without halves of characters is expected.")
    return text


def _stripped(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "Something other than blanks is expected.")
    return text.strip()


def _shown(text: str) -> str:
    if has_hidden(text):
        raise PydanticCustomError(Fault.HIDDEN.value, "Text without characters that cannot be seen is expected.")
    return _stripped(text)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise PydanticCustomError("unknown_zone", "An IANA time zone is expected, such as Europe/Paris.") from None
    return name


Text = Annotated[str, StringConstraints(max_length=2000), BeforeValidator(_storable)]
"""Any text of a request: a database can store it."""
Usd = Annotated[Decimal, Field(ge=0, le=999_999, decimal_places=2), BeforeValidator(_storable)]
"""Dollars, as a number or as text."""
Title = Annotated[Text, StringConstraints(min_length=1, max_length=120), AfterValidator(_shown)]
Label = Annotated[Text, StringConstraints(min_length=1, max_length=80), AfterValidator(_shown)]
Pseudonym = Annotated[Text, StringConstraints(min_length=1, max_length=LONGEST), AfterValidator(_stripped)]
"""Which ones are refused is for ``mooc.services.people.profile`` to say."""
Slug = Annotated[Text, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Zone = Annotated[Text, StringConstraints(max_length=64), AfterValidator(_zone)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Moment = AwareDatetime
"""With its offset: 2026-11-23T08:00:00+01:00."""


class In(BaseModel):
    """What somebody sends. A field that is not expected is an error."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Out(BaseModel):
    """What is sent back, read from a value of the flow by the names of its fields."""

    model_config = ConfigDict(from_attributes=True)
