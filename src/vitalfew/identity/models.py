"""Members: the people of the company who sign in. (A customer who buys is never called a user here.)"""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from vitalfew.kernel.history import Kept, NotKept


class MemberManager(BaseUserManager["Member"]):
    """Looks members up by the name they sign in with, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Member":
        """The member of that name."""
        return self.get(username__iexact=username)


class Member(AbstractBaseUser):
    """A person of the company who signs in."""

    kept: ClassVar[Kept] = Kept(secret=("password",))

    class AmountUnit(models.TextChoices):
        """How large amounts are written."""

        FULL = "full", _("In full, to the cent")
        COMPACT = "compact", _("Shortened (万, 亿 or K, M)")

    class Theme(models.TextChoices):
        """Light, dark, or what the device says."""

        SYSTEM = "system", _("As the device says")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    username = models.CharField(_("Sign-in name"), max_length=150)
    name = models.CharField(_("Name"), max_length=150, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    language = models.CharField(_("Language"), max_length=10, blank=True)
    theme = models.CharField(_("Colours"), max_length=10, choices=Theme, default=Theme.SYSTEM)
    amount_unit = models.CharField(
        _("Amounts"), max_length=10, choices=AmountUnit, default=AmountUnit.FULL
    )
    mails_notices = models.BooleanField(_("Notices also by e-mail"), default=True)
    is_administrator = models.BooleanField(_("Administrator"), default=False)
    is_active = models.BooleanField(_("May sign in"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    objects: MemberManager = MemberManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="member_username_unique_whatever_case")
        ]

    def __str__(self) -> str:
        return self.name or self.username


class Attempt(models.Model):
    """Somebody tried something that could be guessing, or took a file away: kept for a day to slow it down."""

    kept: ClassVar[NotKept] = NotKept("forgotten after a day")

    class Act(models.TextChoices):
        """What was tried."""

        PASSWORD = "password"  # noqa: S105 - the name of a kind
        SECOND_FACTOR = "second_factor"
        RESET = "reset"
        EXPORT = "export"

    act = models.CharField(max_length=20, choices=Act, default=Act.PASSWORD)
    name = models.CharField(max_length=150)
    source = models.CharField(
        max_length=100
    )  # a network address, or a device the member is known on
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            # Each try counts the recent ones of its name and of its source.
            models.Index(fields=["name", "at"], name="attempt_by_name"),
            models.Index(fields=["source", "at"], name="attempt_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d %H:%M}"


class SignInLink(models.Model):
    """A link that lets one member in, once. Only the hash of its token is kept."""

    class Kind(models.TextChoices):
        """Why it was made; rules.py says how long each kind works."""

        INVITATION = "invitation"
        HELP = "help"
        RESET = "reset"

    kept: ClassVar[Kept] = Kept(secret=("digest", "password_print"))

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=20, choices=Kind)
    digest = models.CharField(max_length=64, unique=True)
    password_print = models.CharField(
        max_length=64
    )  # a new password ends every link made before it
    mailed_to = models.EmailField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.member}"
