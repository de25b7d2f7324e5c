"""All settings of the engine, read from the environment in one place; a wrong value is named at start."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
SECRET_LENGTH = 50
MAIL_SCHEMES = ("smtp", "smtp+starttls", "smtps")


class Environment(BaseSettings):
    """Each field is the variable ``MOOC_<FIELD>``; ``DATABASE_URL`` and ``SECRET_KEY`` have no prefix."""

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
    base_url: str = Field(default="http://127.0.0.1:8000", description="the address that learners see")
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
    networks: Annotated[tuple[Literal["bluesky", "mastodon", "x"], ...], NoDecode] = Field(
        default=("bluesky", "mastodon", "x"),
        description="networks to read, separated by commas; x needs MOOC_X_BEARER too",
    )
    demo: bool = Field(default=False, description="set by `mooc demo`: sign-in links without a password")
    preview: str = Field(default="", description="set by `mooc preview`: the course folder that is shown, alone")
    loopback: bool = Field(
        default=False,
        description="true only on your own machine, with MOOC_DEBUG or MOOC_DEMO: http://127.0.0.1:PORT counts as a"
        " Mastodon server",
    )
    x_url: str = Field(default="https://api.twitter.com", description="the X API, or a sandbox that speaks it")
    x_bearer: SecretStr = Field(
        default=SecretStr(""), description="app-only bearer token of the X API; empty: X is off"
    )
    x_client_id: str = Field(default="", description="OAuth 2 client id, for linking X accounts")
    x_client_secret: SecretStr = Field(default=SecretStr(""), description="OAuth 2 client secret")
    bluesky_url: str = Field(default="https://public.api.bsky.app", description="the Bluesky AppView")
    bluesky_stream_url: str = Field(
        default="",
        description="wss://HOST/subscribe (a Jetstream) or wss://HOST (the firehose of a relay or server);"
        " empty: a public Jetstream, if MOOC_BLUESKY_URL is the public AppView",
    )
    push: Annotated[tuple[Literal["bluesky", "x", "mastodon", "none"], ...], NoDecode] = Field(
        default=("bluesky",),
        description="networks whose streams are listened to, separated by commas, or none; x pays for each post",
    )
    mastodon_server: str = Field(
        default="",
        description="https://HOST of the Mastodon server where the course has its account; empty: it has none",
    )
    mastodon_token: SecretStr = Field(
        default=SecretStr(""),
        description="access token of the course's Mastodon account, scope read alone; empty: only public reads",
    )
    bluesky_plc_url: str = Field(default="https://plc.directory", description="the directory of Bluesky identities")
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

    @field_validator("base_url", "x_url", "bluesky_url", "bluesky_plc_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("https://HOST or http://HOST:PORT is expected")
        return value.rstrip("/")

    @field_validator("bluesky_stream_url")
    @classmethod
    def _socket_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("ws", "wss", "http", "https") or not parts.hostname):
            raise ValueError("wss://HOST or wss://HOST/subscribe is expected")
        return value.rstrip("/")

    @field_validator("loopback")
    @classmethod
    def _not_in_earnest(cls, value: bool, info: ValidationInfo) -> bool:
        if value and not (info.data.get("debug") or info.data.get("demo")):
            raise ValueError("true is for your own machine only: it needs MOOC_DEBUG or MOOC_DEMO")
        return value

    @field_validator("mastodon_server")
    @classmethod
    def _mastodon_server(cls, value: str) -> str:
        if value and not re.fullmatch(r"https://[A-Za-z0-9.-]+/?|http://127\.0\.0\.1:\d{1,5}/?", value):
            raise ValueError("https://HOST is expected")
        return value.rstrip("/")

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


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The settings of this process. Raises WrongSetting, naming every variable that is wrong."""
    try:
        return Environment()
    except ValidationError as error:
        raise WrongSetting(
            "; ".join(f"{variable(str(one['loc'][0]))}: {_said(one)}" for one in error.errors())
        ) from None


def _said(problem: ErrorDetails) -> str:
    return problem["msg"].removeprefix("Value error, ")


def variable(field: str) -> str:
    """The environment variable of a field."""
    alias = Environment.model_fields[field].validation_alias if field in Environment.model_fields else field
    return str(alias) if alias else f"MOOC_{field.upper()}"
