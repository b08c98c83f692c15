"""Views of lists that members keep: a name for what an address asks of a list."""

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

LONGEST_NAME = 60
LONGEST_QUERY = 4000


class Audience(models.TextChoices):
    """Who finds a view among the tabs."""

    PRIVATE = "private", pgettext_lazy("saved view", "Only me")
    DEPARTMENT = "department", pgettext_lazy("saved view", "A department")
    ROLE = "role", pgettext_lazy("saved view", "A role")
    EVERYBODY = "everybody", pgettext_lazy("saved view", "Everybody")


class SavedView(models.Model):
    """What a list was asked for, under a name. It holds no rows: whoever opens it sees what they may see."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    listing = models.CharField(max_length=40)
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.PRIVATE)
    department = models.ForeignKey(
        "access.Department", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_view_has_a_name"),
            # Also the index by which one's own are found.
            models.UniqueConstraint(
                fields=["member", "listing", "name"], name="saved_view_name_once"
            ),
            models.CheckConstraint(
                condition=models.Q(audience="department", department__isnull=False)
                | (~models.Q(audience="department") & models.Q(department__isnull=True)),
                name="saved_view_names_its_department",
            ),
            models.CheckConstraint(
                condition=models.Q(audience="role") & ~models.Q(role="")
                | (~models.Q(audience="role") & models.Q(role="")),
                name="saved_view_names_its_role",
            ),
        ]
        indexes = [
            # Every page of a list asks for what others share there.
            models.Index(
                fields=["listing"],
                name="saved_view_shared",
                condition=~models.Q(audience="private"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Where a member keeps a view among the tabs, and whether the list opens with it."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="places")
    listing = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    is_first = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "view"], name="saved_view_placed_once"),
            models.UniqueConstraint(
                fields=["member", "listing"],
                condition=models.Q(is_first=True),
                name="a_list_opens_with_one_view",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.view_id} {self.position}"
