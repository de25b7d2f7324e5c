"""All settings of the engine, read from the environment in one place; a wrong value is named at start.

Those of the networks stand in their specs, and are put together here with the engine's own (``compose``). A network
never looks its settings up: whoever opens one hands them down.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, create_model, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from mooc.networks import registry
from mooc.networks.base import NetworkSpec, WebAddress

ROOT = Path(__file__).resolve().parent.parent
SECRET_LENGTH = 50
MAIL_SCHEMES = ("smtp", "smtp+starttls", "smtps")


class CommonSettings(BaseSettings):
    """The engine's own settings. Each field is the variable ``MOOC_<FIELD>``; ``DATABASE_URL`` and ``SECRET_KEY`` have
    no prefix."""

    model_config = SettingsConfigDict(env_prefix="MOOC_", env_file=".env", extra="ignore", frozen=True)

    database_url: str = Field(
        default=f"sqlite:///{ROOT / 'var' / 'mooc.sqlite3'}",
        validation_alias="DATABASE_URL",
        description="sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="SECRET_KEY",
        description="50 random characters; needed unless MOOC_DEBUG",
    )
    debug: bool = Field(default=False, description="true only on your own machine")
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("localhost", "127.0.0.1"), description="host names served, separated by commas"
    )
    base_url: WebAddress = Field(default="http://127.0.0.1:8000", description="the address that learners see")
    broker_url: str = Field(
        default="", description="amqp://… (RabbitMQ) or redis://…; empty: the worker runs inside `mooc serve`"
    )
    bind: str = Field(default="127.0.0.1:8000", description="where `mooc serve` listens")
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=9,
        description="how many proxies of your own stand before `mooc serve`, each of which adds to X-Forwarded-For;"
        " with 0 that header is not believed, and all who come through a proxy count as one address",
    )
    threads: int = Field(default=4, ge=1, le=64, description="worker threads of each process")
    lease: int = Field(
        default=120, ge=2, le=3600, description="seconds after which the work of a dead worker is taken over"
    )
    statement_timeout: int = Field(
        default=30,
        ge=0,
        le=3600,
        description="PostgreSQL: seconds after which a statement is given up, 0 for never; the page answers 503, a"
        " worker gives its work back. `mooc migrate`, `mooc recheck` and `mooc diff` have no such limit",
    )
    lock_timeout: int = Field(
        default=10,
        ge=0,
        le=3600,
        description="PostgreSQL: seconds after which a statement that waits for a lock is given up, 0 for never;"
        " `mooc migrate` too, so that it never holds everybody up behind it",
    )
    language: str = Field(default="en", pattern="^(fr|en)$", description="language of pages for those who have none")
    courses: Path = Field(default=ROOT / "lessons", description="folder of course folders")
    networks: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="networks to read, separated by commas"
    )
    demo: bool = Field(default=False, description="set by `mooc demo`: sign-in links without a password")
    preview: str = Field(default="", description="set by `mooc preview`: the course folder that is shown, alone")
    push: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="networks whose streams are listened to, separated by commas, or none"
    )
    email_url: str = Field(
        default="console:",
        description="smtp://, smtp+starttls:// or smtps://USER:PASSWORD@HOST:PORT; console: prints mail with MOOC_DEBUG"
        " or MOOC_DEMO, and sends none without them: links that sign in have no place in a log",
    )
    email_from: str = Field(default="Twinome <noreply@localhost>", description="the sender of mail")

    keep_text_days: int = Field(
        default=90,
        ge=0,
        le=3650,
        description="days after the end of a cohort until the texts of its people's posts are erased here in any case",
    )

    @property
    def mail(self) -> Literal["smtp", "console", "none"]:
        """Where mail goes: to a server; to the terminal, on one's own machine; nowhere."""
        if self.email_url != "console:":
            return "smtp"
        return "console" if self.debug or self.demo else "none"

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < SECRET_LENGTH:
            raise ValueError(f"{SECRET_LENGTH} random characters are expected")
        return value

    @field_validator("hosts", "networks", "push")
    @classmethod
    def _not_empty(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("one or more are expected, separated by commas")
        return value

    @field_validator("bind")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        if not re.fullmatch(r".+:\d{1,5}", value):
            raise ValueError("HOST:PORT is expected, such as 127.0.0.1:8000")
        return value

    @field_validator("courses")
    @classmethod
    def _folder(cls, value: Path) -> Path:
        if not value.is_dir():
            raise ValueError("a folder that is there is expected")
        return value

    @field_validator("email_url")
    @classmethod
    def _known_mail(cls, value: str) -> str:
        if value != "console:" and not (urlsplit(value).scheme in MAIL_SCHEMES and urlsplit(value).hostname):
            raise ValueError("console: or smtp://USER:PASSWORD@HOST:PORT is expected")
        return value

    @field_validator("email_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        if "@" not in value:
            raise ValueError("an address is expected, such as Twinome <noreply@example.org>")
        return value

    @field_validator("hosts", "networks", "push", mode="before")
    @classmethod
    def _commas(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("broker_url")
    @classmethod
    def _known_broker(cls, value: str) -> str:
        if value and not value.startswith(("amqp://", "amqps://", "redis://", "rediss://")):
            raise ValueError("amqp://… or redis://… is expected")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite://", "postgres://", "postgresql://")):
            raise ValueError("sqlite:///PATH or postgresql://… is expected")
        return value


class WrongSetting(Exception):
    """A variable of the environment has a value that cannot be; the text names each, never its value."""


@lru_cache(maxsize=4)
def compose(specs: tuple[NetworkSpec[Any], ...]) -> type[CommonSettings]:
    """The engine's settings and those of these networks in one; an instance is one of ``spec.settings``, too."""
    names = tuple(sorted(spec.name for spec in specs))
    streams = [spec for spec in specs if spec.stream]
    needs = [f"{spec.name} needs {spec.variable} too" for spec in specs if spec.required]
    notes = [spec.stream.note for spec in specs if spec.stream and spec.stream.note]
    usual = tuple(spec.name for spec in specs if spec.stream and spec.stream.on_by_default)
    return create_model(
        "Environment",
        __base__=(*(spec.settings for spec in reversed(specs)), CommonSettings),  # fields come in the order of `specs`
        networks=_chosen(CommonSettings.model_fields["networks"].description, names, names, needs),
        push=_chosen(
            CommonSettings.model_fields["push"].description, (*(spec.name for spec in streams), "none"), usual, notes
        ),
    )


def _chosen(description: str | None, words: tuple[str, ...], default: tuple[str, ...], notes: list[str]) -> Any:
    """A field for some of these words, as ``create_model`` takes it."""
    kind = Annotated[tuple[Literal[words], ...], NoDecode]  # type: ignore[valid-type]  # known when it runs
    return kind, Field(default=default, description="; ".join([str(description), *notes]))


def model() -> type[CommonSettings]:
    """The settings that this installation has: of the networks that are registered now."""
    return compose(tuple(registry.SPECS.values()))


Environment = model()


@lru_cache(maxsize=1)
def environment() -> CommonSettings:
    """The settings of this process. Raises WrongSetting, naming every variable that is wrong."""
    try:
        return model()()
    except ValidationError as error:
        raise WrongSetting(
            "; ".join(
                f"{variable_name(str(problem['loc'][0]))}: {problem['msg'].removeprefix('Value error, ')}"
                for problem in error.errors()
            )
        ) from None


def configured_networks(settings: CommonSettings) -> tuple[str, ...]:
    """Names of the networks that can be read with these settings."""
    return tuple(name for name in settings.networks if registry.SPECS[name].is_set_up(settings))


def variable_name(field: str) -> str:
    """The environment variable of a field."""
    fields = model().model_fields
    alias = fields[field].validation_alias if field in fields else field
    return str(alias) if alias else f"MOOC_{field.upper()}"
