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


class FailedSignIn(models.Model):
    """A wrong password, kept for a day to slow down guessing."""

    kept: ClassVar[NotKept] = NotKept("forgotten after a day")

    name = models.CharField(max_length=150)
    address = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            # Each sign-in counts the recent failures of its name and of its address.
            models.Index(fields=["name", "at"], name="failed_sign_in_by_name"),
            models.Index(fields=["address", "at"], name="failed_sign_in_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"
