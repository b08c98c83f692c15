"""Django settings. Everything that differs between installations comes from the environment or the data home."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config import sign_in
from config.home import DEFAULT_PORT, data_home, files_folder, installation_file
from config.mail_server import mail_server


def flag(name: str) -> bool:
    """A yes-or-no environment variable; anything but 1/true/yes is no."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes"}


def secret_key() -> str:
    """The installation's own key, made once and kept in the data home with mode 0600."""
    given = os.environ.get("VITALFEW_SECRET_KEY")
    if given:
        return given
    path = data_home() / "secret.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = path.with_suffix(f".{os.getpid()}")
        partial.touch(mode=0o600)
        partial.write_text(secrets.token_urlsafe(50))
        try:
            os.link(partial, path)  # the first of two starters wins; both read the same key
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    return path.read_text().strip()


def database(url: str) -> dict[str, object]:
    """Django's connection settings for a ``postgresql://`` address."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "vitalfew",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": options.pop("port", None) or parts.port or "",
        "OPTIONS": {"connect_timeout": "5"} | options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def embedded_url(role: str) -> str:
    """Address of the embedded server: a socket in the data home, or the short folder its launcher noted there."""
    note = data_home() / "postgres.socket"
    folder = note.read_text().strip() if note.exists() else str(data_home() / "run")
    return f"postgresql://{role}@/vitalfew?host={folder}"


DEBUG = flag("VITALFEW_DEBUG")
SECRET_KEY = secret_key()
PORT = int(os.environ.get("VITALFEW_PORT", DEFAULT_PORT))
ALLOWED_HOSTS = os.environ.get("VITALFEW_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("VITALFEW_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "django_tasks_db",
    "vitalfew.web",
    "vitalfew.identity",
    "vitalfew.audit",
    "vitalfew.access",
    "vitalfew.submissions",
    "vitalfew.outbox",
    "vitalfew.jobs",
    "vitalfew.customers",
    "vitalfew.catalog",
    "vitalfew.trade",
    "vitalfew.lifecycle",
    "vitalfew.value",
    "vitalfew.importing",
    "vitalfew.site",
    "vitalfew.api",
    "allauth",  # after ours, whose words come first
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.dingtalk",
    "allauth.socialaccount.providers.feishu",
    "allauth.socialaccount.providers.weixin",
    "django.forms",  # last: the widgets of web come before Django's own
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "vitalfew.web.middleware.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "vitalfew.api.middleware.TokenMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "vitalfew.identity.middleware.PreferencesMiddleware",
    "vitalfew.audit.middleware.HistoryMiddleware",
    "vitalfew.identity.middleware.LastSeenMiddleware",
    "vitalfew.access.middleware.RightsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vitalfew.submissions.middleware.OnceMiddleware",
    "vitalfew.web.middleware.ProductErrorMiddleware",
    "vitalfew.identity.middleware.SecondFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["vitalfew.web.templatetags.web"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vitalfew.web.context.frame",
            ],
        },
    },
]

GIVEN_DATABASE = os.environ.get("DATABASE_URL")
DATABASES = {"default": database(GIVEN_DATABASE or embedded_url("vitalfew_app"))}
# Who owns the tables and may migrate them; pages and jobs sign in as somebody who cannot rewrite the history.
DATABASE_OWNER = database(
    os.environ.get("DATABASE_OWNER_URL") or GIVEN_DATABASE or embedded_url("vitalfew")
)
# A page that waits longer is stopped, so that one costly question does not keep everybody else waiting.
PAGE_STATEMENT_SECONDS = 15
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.Member"
LOGIN_URL = "identity:sign_in"
LOGIN_REDIRECT_URL = "site:home"
LOGOUT_REDIRECT_URL = "identity:sign_in"
SIGN_OUT_URL = "identity:sign_out"
CSRF_FAILURE_VIEW = "vitalfew.web.views.csrf_failure"
FORM_RENDERER = "vitalfew.web.forms.ProductRenderer"
SILENCED_SYSTEM_CHECKS = [
    "auth.E003"
]  # sign-in names are unique whatever their case, by a named constraint
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "vitalfew.identity.adapters.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # identity counts tries in the database, which all processes share
MFA_ADAPTER = "vitalfew.identity.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Vital Few"
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "vitalfew.identity.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS = sign_in.providers(os.environ)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # the adapter says for whom
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = False  # identity asks for it itself
ADMINISTRATORS_NEED_SECOND_FACTOR = flag("VITALFEW_ADMINISTRATORS_NEED_SECOND_FACTOR")
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "email"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("zh-hans", _("Simplified Chinese")),
    ("zh-hant", _("Traditional Chinese")),
    ("en", _("English")),
]
FORMAT_MODULE_PATH = ["vitalfew.web.number_formats"]
USE_THOUSAND_SEPARATOR = True
BASE_CURRENCY = os.environ.get("VITALFEW_CURRENCY", "CNY")
TIME_ZONE = os.environ.get("VITALFEW_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = data_home() / "static"
WHITENOISE_USE_FINDERS = True
FILES_FOLDER: Path = files_folder()
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "vitalfew.importing.uploads.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "vitalfew.importing.uploads.OnDisk",
]
LARGEST_LEDGER = int(os.environ.get("VITALFEW_LARGEST_LEDGER_MB", "2048")) * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
API_CALLS_IN_10_SECONDS = int(os.environ.get("VITALFEW_API_CALLS_IN_10_SECONDS", "100"))

# All mail goes into the outbox, also Django's own; the worker hands it to this server.
MAILERS = {"default": {"BACKEND": "vitalfew.outbox.backend.OutboxBackend"}}
MAIL_SERVER = mail_server(os.environ.get("VITALFEW_MAIL_URL", ""))
DEFAULT_FROM_EMAIL = os.environ.get("VITALFEW_MAIL_FROM", "vitalfew@localhost")
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
INSTALLATION_FILE = installation_file()

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Without this, Django would mail its errors to nobody: everything worth reading goes to standard error, which
# the launcher keeps in the data home's logs.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
HTTPS = flag("VITALFEW_HTTPS")
# How many proxies add to X-Forwarded-For: the address that a limit counts is the one the first of them saw.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("VITALFEW_PROXIES", "1" if HTTPS else "0"))
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
