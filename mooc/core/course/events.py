"""Events of a course: moments at which learners meet, on a date or on a day of a course week."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Discriminator, Field, PositiveInt, StringConstraints, Tag, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from mooc.core.values.authored import Texts, Value

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
WallTime = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2} ([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Weekday(StrEnum):
    """A day of the week, by its English name."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


def wall_to_utc(wall: str, zone: ZoneInfo) -> datetime:
    """The UTC moment at which wall clocks in ``zone`` show ``wall``; of two such moments the first."""
    return datetime.fromisoformat(wall).replace(tzinfo=zone).astimezone(UTC)


class DatedEvent(Value):
    """An event on a date, by the wall clock of its own zone."""

    title: Texts = Field(description="Its name, in each language.")
    zone: str = Field(description="An IANA time zone, such as Europe/Paris.")
    starts: WallTime = Field(description='"YYYY-MM-DD HH:MM", quoted, by the wall clock of `zone`.')
    ends: WallTime = Field(description='"YYYY-MM-DD HH:MM", quoted, by the wall clock of `zone`.')

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise PydanticCustomError("unknown_zone", "there is no time zone {zone}", {"zone": zone}) from None
        return zone

    @field_validator("starts", "ends")
    @classmethod
    def _exists(cls, wall: str, info: ValidationInfo) -> str:
        """Such a date is in the calendar, and no clock of the zone skips that time."""
        try:
            naive = datetime.fromisoformat(wall)
        except ValueError:
            raise PydanticCustomError("no_such_date", "there is no date {wall}", {"wall": wall}) from None
        if "zone" in info.data:
            zone = ZoneInfo(info.data["zone"])
            if wall_to_utc(wall, zone).astimezone(zone).replace(tzinfo=None) != naive:
                context = {"wall": wall, "zone": zone.key}
                raise PydanticCustomError("no_such_time", "{wall} does not exist in {zone}", context)
        return wall

    @field_validator("ends")
    @classmethod
    def _after_the_start(cls, ends: str, info: ValidationInfo) -> str:
        if {"zone", "starts"} <= info.data.keys():
            zone = ZoneInfo(info.data["zone"])
            if wall_to_utc(ends, zone) <= wall_to_utc(info.data["starts"], zone):
                raise PydanticCustomError("ends_too_early", "it ends before it starts")
        return ends


class WeeklyEvent(Value):
    """An event on a day of a course week, by the wall clock of the cohort's zone: the course can be run again."""

    title: Texts = Field(description="Its name, in each language.")
    week: PositiveInt = Field(description="1 for the cohort's first week.")
    day: Weekday = Field(description="The day of the week.")
    starts: ClockTime = Field(description='"HH:MM", quoted.')
    ends: ClockTime = Field(description='"HH:MM", quoted; earlier than `starts` means on the next day.')

    @field_validator("ends")
    @classmethod
    def _takes_time(cls, ends: str, info: ValidationInfo) -> str:
        if ends == info.data.get("starts"):
            raise PydanticCustomError("ends_too_early", "it ends when it starts")
        return ends


def _which(data: Any) -> str:
    """Weekly if the author wrote a week or a day, else dated."""
    weekly = bool({"week", "day"} & data.keys()) if isinstance(data, dict) else isinstance(data, WeeklyEvent)
    return "weekly" if weekly else "dated"


Event = Annotated[
    Annotated[DatedEvent, Tag("dated")] | Annotated[WeeklyEvent, Tag("weekly")],
    Discriminator(_which),
]
"""Either kind of event, told apart by what the author wrote."""
