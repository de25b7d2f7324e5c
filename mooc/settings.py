"""Django's settings, derived from ``mooc.environment``."""

import secrets
from operator import attrgetter
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from mooc.environment import ROOT, WrongSetting, environment
from mooc.runtime.mail import mail_settings

_env = environment()

DEBUG = _env.debug
MOOC_DEMO = _env.demo
MOOC_PREVIEW = _env.preview
MOOC_LEASE = _env.lease
MOOC_MAIL_ALERTS = not _env.demo and _env.mail != "none"
MOOC_KEEP_TEXT_DAYS = _env.keep_text_days
SECRET_KEY = _env.secret_key.get_secret_value() or (secrets.token_urlsafe(50) if DEBUG else "")
if not SECRET_KEY:
    raise WrongSetting("SECRET_KEY: 50 random characters are expected (or MOOC_DEBUG=true on your own machine)")
SALT_KEY = "twinome: what is encrypted in the database"
"""Goes into the key of encrypted fields, which SECRET_KEY protects: with another SECRET_KEY they cannot be read."""
ALLOWED_HOSTS = list(_env.hosts)
ROOT_URLCONF = "mooc.urls"
WSGI_APPLICATION = "mooc.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "ninja",
    "mooc.store",
    "mooc.web",
    "api",
    "workers",
]

MIDDLEWARE = [
    "api.site.health.Probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


_POOL = {"min_size": 1, "max_size": 2 * _env.threads + 2, "timeout": 2, "reconnect_timeout": 5}
"""Room for the threads of pages and of workers, which may share a process, and for the ticker. Seconds: who gets no
connection waits so long; a pool that cannot connect begins anew after so long, instead of waiting longer each time."""
_PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 30_000}
"""Seconds, and milliseconds: a server that takes a connection and says nothing, or is cut off, is given up."""


def _database(url: str) -> dict[str, Any]:
    """Connection settings: SQLite in WAL with immediate transactions, PostgreSQL with a pool (measured choices)."""
    database: dict[str, Any] = dict(dj_database_url.parse(url))
    if database["ENGINE"].endswith("sqlite3"):
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        database["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
        database["CONN_MAX_AGE"] = 60
    else:
        database["OPTIONS"] = {**_PATIENCE, **database.get("OPTIONS", {}), "pool": dict(_POOL)}
        limits = f"-c statement_timeout={_env.statement_timeout}s -c lock_timeout={_env.lock_timeout}s"
        database["OPTIONS"]["options"] = f"{database['OPTIONS'].get('options', '')} {limits}".strip()
        database["CONN_HEALTH_CHECKS"] = True  # a backend that was terminated is noticed before it is used
    return database


DATABASES = {"default": _database(_env.database_url)}
CACHES = {"default": {"BACKEND": "mooc.store.database.counters.Counters", "LOCATION": "cache"}}

AUTH_USER_MODEL = "store.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_DISPLAY = attrgetter("name")
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "mooc.web.auth.adapter.Adapter"
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "20/m/ip,500/d/ip,5/5m/key,20/d/key",
    "login_failed_by_name": "200/d/key",
    "login_failed_known": "10/5m/key,50/d/key",
    "signup": "100/m/ip",
    "join_mail": "5/h/key",
    "reset_password": "20/m/ip,5/h/key",
}
"""So many requests in so long. Rooms of people share an address: what goes well is not held against them. ``key`` is
the address of the network and the name together in ``login_failed``, the name in ``login_failed_by_name`` (tries from
everywhere: 200 a day lead nowhere), the browser and the name in ``login_failed_known``, the mail address in the rest.
"""
ALLAUTH_TRUSTED_PROXY_COUNT = _env.trusted_proxies
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

LANGUAGE_CODE = _env.language
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "mooc" / "locale"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "mooc.web.formats"
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE = _env.base_url.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
CSRF_TRUSTED_ORIGINS = [_env.base_url]
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "img-src": [SELF, "data:"],
    }
}

MAIL = _env.mail
globals().update(mail_settings(_env.email_url, MAIL))  # EMAIL_…
DEFAULT_FROM_EMAIL = _env.email_from

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "mooc.runtime.log_redaction.SecretFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"mooc": {"level": "INFO"}, "psycopg.pool": {"level": "ERROR"}},  # mooc.database says what it says
}
