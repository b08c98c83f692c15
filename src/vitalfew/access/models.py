"""The organisation - departments, who is in them, who stands in for whom - and the roles that people hold in it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vitalfew.access.fields import FieldRule
from vitalfew.access.rules import Scope, Verb


class Department(models.Model):
    """A part of the company. ``path`` is "1/7/12/": the keys from the top down to the department itself."""

    name = models.CharField(_("Name"), max_length=100)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=400, editable=False, db_collation="C")
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="department_has_a_name"),
            models.UniqueConstraint(
                fields=["parent", "name"],
                nulls_distinct=False,
                name="department_name_once_below_its_parent",
            ),
        ]
        indexes = [
            # "Department and below" asks for a beginning of the path; in collation C the index answers it.
            models.Index(fields=["path"], name="department_by_path")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """How many departments stand above it."""
        return self.path.count("/") - 1


class Post(models.Model):
    """Where a member stands: the department, and the superior if that is not the department's manager."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    superior = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(superior=models.F("member")),
                name="nobody_is_their_own_superior",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.department or ''}".strip()


class Deputy(models.Model):
    """Somebody stands in for somebody else, from a day to a day, both included."""

    absent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    first_day = models.DateField(_("From"))
    last_day = models.DateField(_("Until"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="deputy_ends_after_the_beginning",
            ),
            models.CheckConstraint(
                condition=~models.Q(absent=models.F("deputy")), name="nobody_is_their_own_deputy"
            ),
        ]
        indexes = [
            # Every request asks for whom its member stands in today.
            models.Index(fields=["deputy", "last_day"], name="deputy_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.deputy} ← {self.absent}"

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.last_day < timezone.localdate()


class Role(models.Model):
    """A role of the company's own, mostly begun as a copy of one that came with the product."""

    name = models.CharField(_("Name"), max_length=100)
    sentence = models.CharField(_("What it is for"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="role_name_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="role_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """One cell of a role: in a module, a verb, as far as a scope."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants")
    module = models.CharField(max_length=40)
    verb = models.CharField(max_length=10, choices=Verb)
    scope = models.CharField(max_length=12, choices=Scope)
    departments: "models.ManyToManyField[Department, Department]" = models.ManyToManyField(
        Department, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["role", "module", "verb"], name="grant_once_per_module_and_verb"
            ),
            models.CheckConstraint(
                condition=models.Q(verb__in=Verb.values), name="grant_verb_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(scope__in=Scope.values), name="grant_scope_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module} {self.verb} {self.scope}"


class Holding(models.Model):
    """A member holds a role: one that came with the product (``ready``), or one of the company's own.

    The role of administrator is not here: a member's own flag says it.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ready = models.CharField(max_length=40, blank=True)
    role = models.ForeignKey(
        Role, null=True, blank=True, on_delete=models.CASCADE, related_name="holdings"
    )
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "ready", "role"],
                nulls_distinct=False,
                name="role_held_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ready="", role__isnull=False)
                | (~models.Q(ready="") & models.Q(role__isnull=True)),
                name="holding_names_one_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.ready or self.role}"


class FieldLimit(models.Model):
    """A role shows a field less than openly: a ready one (``ready``), or one of the company's own."""

    ready = models.CharField(max_length=40, blank=True)
    role = models.ForeignKey(
        Role, null=True, blank=True, on_delete=models.CASCADE, related_name="field_limits"
    )
    field = models.CharField(max_length=80)
    rule = models.CharField(max_length=10, choices=FieldRule)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ready", "role", "field"], nulls_distinct=False, name="field_limited_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ready="", role__isnull=False)
                | (~models.Q(ready="") & models.Q(role__isnull=True)),
                name="field_limit_names_one_role",
            ),
            models.CheckConstraint(
                condition=models.Q(rule__in=["read_only", "masked", "hidden"]),
                name="field_limit_rule_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.field}: {self.rule}"

    @property
    def ref(self) -> str:
        """The role's name in an address."""
        return f"ready-{self.ready}" if self.ready else f"own-{self.role_id}"


class Reveal(models.Model):
    """Somebody looked behind a mask; the history of the record shows it."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    subject = models.CharField(max_length=120)
    field = models.CharField(max_length=80)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # The history of one record asks for its newest ones.
        indexes = [models.Index(fields=["subject", "-id"], name="reveal_of_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.field}"
