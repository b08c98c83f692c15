"""Django settings. Everything that differs between installations comes from the environment or the data home."""

import os
from pathlib import Path

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config import databases, environment, sign_in
from config.home import data_home, figures_folder, files_folder, installation_file
from config.launcher.places import prepare_home
from config.mail_server import mail_box, mail_sender, mail_server
from config.secret import secret_key
from config.watching.logs import logging_settings

prepare_home(data_home())  # where the key is, and the note of the database's socket
DEBUG = environment.debug()
SECRET_KEY = secret_key()
ALLOWED_HOSTS = environment.hosts()
CSRF_TRUSTED_ORIGINS = environment.origins()
# What people type into the browser; links that leave outside a request begin with it. Empty: the listening address.
PUBLIC_ADDRESS = environment.public_address()

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
    "vitalfew.erasures",
    "vitalfew.submissions",
    "vitalfew.outbox",
    "vitalfew.savedviews",
    "vitalfew.jobs",
    "vitalfew.search",
    "vitalfew.timeline",
    "vitalfew.channels",
    "vitalfew.fields",
    "vitalfew.customers",
    "vitalfew.ownership",
    "vitalfew.people",
    "vitalfew.dossier",
    "vitalfew.duplicates",
    "vitalfew.inquiries",
    "vitalfew.activity",
    "vitalfew.funnel",
    "vitalfew.catalog",
    "vitalfew.trade",
    "vitalfew.lifecycle",
    "vitalfew.value",
    "vitalfew.upkeep",
    "vitalfew.pool",
    "vitalfew.handover",
    "vitalfew.calls",
    "vitalfew.importing",
    "vitalfew.privacy",
    "vitalfew.site",
    "vitalfew.api",
    "vitalfew.webhooks",
    "vitalfew.resource",
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
    "config.watching.requests.RequestLogMiddleware",
    "vitalfew.web.middleware.HearOutMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.watching.middleware.WatchMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.watching.middleware.LookoutMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "vitalfew.identity.middleware.SignedInMiddleware",
    "vitalfew.api.middleware.TokenMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "vitalfew.identity.middleware.PreferencesMiddleware",
    "vitalfew.audit.middleware.HistoryMiddleware",
    "vitalfew.identity.middleware.LastSeenMiddleware",
    "vitalfew.access.middleware.RightsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vitalfew.web.middleware.RoomMiddleware",
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

DATABASES = {"default": databases.for_pages()}
# Who owns the tables and may migrate them; pages and jobs sign in as somebody who cannot rewrite the history.
DATABASE_OWNER = databases.for_owner()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.Member"
LOGIN_URL = "identity:sign_in"
LOGIN_REDIRECT_URL = "site:home"
LOGOUT_REDIRECT_URL = "identity:sign_in"
SIGN_OUT_URL = "identity:sign_out"
CSRF_FAILURE_VIEW = "vitalfew.web.views.csrf_failure"
FORM_RENDERER = "vitalfew.web.forms.ProductRenderer"
# Sign-in names are unique whatever their case, by a named constraint.
SILENCED_SYSTEM_CHECKS = ["auth.E003", "auth.W004"]
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
# Calls to other servers go to the public web, and to these hosts and networks of the house.
OUTGOING_ALLOWED = [*environment.places("VITALFEW_OUTGOING"), *sign_in.places(os.environ)]
OUTGOING_CA = environment.text("REQUESTS_CA_BUNDLE")
ADMINISTRATORS_NEED_SECOND_FACTOR = environment.flag("VITALFEW_ADMINISTRATORS_NEED_SECOND_FACTOR")
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
# The words of all apps, compiled into one place.
LOCALE_PATHS = [Path(__file__).parents[1] / "vitalfew" / "locale"]
FORMAT_MODULE_PATH = ["vitalfew.web.number_formats"]
USE_THOUSAND_SEPARATOR = True
BASE_CURRENCY = environment.currency()
HOME_REGION = environment.country()
TIME_ZONE = environment.time_zone()
USE_TZ = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
FILES_FOLDER: Path = files_folder()
MEGABYTE = 1024 * 1024
# With less than this left on the disk, the product says that it is not ready.
LEAST_ROOM = environment.whole_number("VITALFEW_LEAST_ROOM_MB", 200, least=0, most=10**7) * MEGABYTE
# Where the database of this installation writes; a given server's disks are not ours to look at.
DATABASE_FOLDERS: tuple[Path, ...] = databases.folders()
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "vitalfew.importing.uploads.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "vitalfew.importing.uploads.OnDisk",
]
LARGEST_LEDGER = (
    environment.whole_number("VITALFEW_LARGEST_LEDGER_MB", 2048, least=1, most=10**6) * MEGABYTE
)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
API_CALLS_IN_10_SECONDS = environment.whole_number(
    "VITALFEW_API_CALLS_IN_10_SECONDS", 100, least=1, most=10**6
)

# All mail goes into the outbox, also Django's own; the worker hands it to this server.
MAILERS = {"default": {"BACKEND": "vitalfew.outbox.backend.OutboxBackend"}}
MAIL_SERVER = mail_server(environment.text("VITALFEW_MAIL_URL"))
INQUIRY_MAILBOX = mail_box(environment.text("VITALFEW_INQUIRY_MAIL_URL"))
DEFAULT_FROM_EMAIL = mail_sender(environment.text("VITALFEW_MAIL_FROM"))
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
INSTALLATION_FILE = installation_file()

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Faults go to standard error, which the launcher keeps in the data home's logs; requests too where it is asked for.
LOGGING = logging_settings(environment.one_of("VITALFEW_LOG", ("", "text", "json")), debug=DEBUG)
METRICS_TOKEN = environment.text("VITALFEW_METRICS_TOKEN")
FIGURES_FOLDER = figures_folder()
FIGURES_FOLDER.mkdir(mode=0o700, exist_ok=True)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(
    FIGURES_FOLDER
)  # read by the library when it is imported

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
HTTPS = environment.is_https()
# How many proxies add to X-Forwarded-For: the address that a limit counts is the one the first of them saw.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.whole_number(
    "VITALFEW_PROXIES", 1 if HTTPS else 0, least=0, most=20
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked past the proxy
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    # Bound to this very host: another one of the same domain can neither set nor read them.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
