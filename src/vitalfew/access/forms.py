"""What is typed about the organisation."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalfew.access.fields import FieldRule, fields
from vitalfew.access.limits import written
from vitalfew.access.models import Department, Post, Role
from vitalfew.access.queries import table_of, verbs_in_use
from vitalfew.access.ready import READY
from vitalfew.access.registry import modules
from vitalfew.access.roles import Cell, RoleRef
from vitalfew.access.rules import Scope
from vitalfew.identity.api import Member
from vitalfew.web.api import ManyBoxes, keep_what_was_opened


class DepartmentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A department, indented by its depth."""

    def label_from_instance(self, obj: object) -> str:
        """Its name behind as many dashes as departments stand above it."""
        assert isinstance(obj, Department)  # noqa: S101 - the field's own query
        return f"{'— ' * obj.depth}{obj.name}"


def member_choice(label: object, **options: Any) -> "forms.ModelChoiceField[Member]":  # noqa: ANN401
    """One of the members who may sign in."""
    people = Member.objects.filter(is_active=True).order_by("name", "username")
    return forms.ModelChoiceField(people, label=label, **options)  # type: ignore[arg-type]


class DepartmentForm(forms.Form):
    """A department: its name, what it stands below, who leads it."""

    name = forms.CharField(label=_("Name"), max_length=100)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, department: Department | None = None, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        others = Department.objects.order_by("path")
        if department is not None:
            others = others.exclude(path__startswith=department.path)
        self.fields["parent"] = DepartmentChoice(
            others, label=_("Below"), required=False, empty_label=_("Nothing: it stands at the top")
        )
        if department is not None:
            self.fields["manager"] = member_choice(
                _("Manager"), required=False, empty_label=_("Nobody")
            )
            self.initial.update(
                {
                    "name": department.name,
                    "parent": department.parent_id,
                    "manager": department.manager_id,
                    "version": department.version,
                }
            )
            keep_what_was_opened(self)


class PlaceForm(forms.Form):
    """Where a member stands."""

    def __init__(self, *args: Any, member: Member, post: Post | None, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        self.fields["department"] = DepartmentChoice(
            Department.objects.order_by("path"),
            label=_("Department"),
            required=False,
            empty_label=_("None"),
            help_text=_("The member's customers move along."),
        )
        self.fields["superior"] = member_choice(
            _("Superior"),
            required=False,
            empty_label=_("The manager of the department"),
        )
        if post is not None:
            self.initial.update({"department": post.department_id, "superior": post.superior_id})
        keep_what_was_opened(self)


class DeputyForm(forms.Form):
    """Who stands in, from when to when."""

    first_day = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - passed on as they came
        super().__init__(*args, **options)
        self.fields["deputy"] = member_choice(_("Deputy"), empty_label=_("Choose…"))
        self.order_fields(["deputy", "first_day", "last_day"])


class GiveForm(forms.Form):
    """Another role for a member."""

    def __init__(self, *args: Any, held: list[RoleRef], **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        own = [(str(RoleRef(pk=role.pk)), role.name) for role in Role.objects.order_by("name")]
        ready = [(str(RoleRef(key)), role.name) for key, role in READY.items()]
        taken = {str(ref) for ref in held}
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"), choices=[(ref, name) for ref, name in ready + own if ref not in taken]
        )


class CopyForm(forms.Form):
    """A role of one's own, begun as a copy."""

    name = forms.CharField(label=_("Name"), max_length=100)


class RoleForm(forms.Form):
    """A whole role: a scope for each verb of each module, and the chosen departments."""

    name = forms.CharField(label=_("Name"), max_length=100)
    sentence = forms.CharField(label=_("What it is for"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    departments = forms.ModelMultipleChoiceField(
        Department.objects.order_by("path"),
        label=_("Chosen departments"),
        required=False,
        widget=ManyBoxes,
        help_text=_("They hold wherever the scope is “Chosen departments”, with those below them."),
    )

    def __init__(self, *args: Any, role: RoleRef, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        for module, rights in table_of(role):
            for right in rights:
                if right is not None:
                    self.fields[f"{module.key}-{right.verb}"] = forms.ChoiceField(
                        label=f"{module.label}: {right.verb.label}",
                        required=False,
                        choices=_scopes(is_whole=right.is_whole),
                        initial=right.scope,
                    )
        keep_what_was_opened(self)

    def rows(self) -> list[tuple[object, list[forms.BoundField | None]]]:
        """The table: each module with a box for each verb."""
        names = [
            (module.label, [f"{module.key}-{verb}" for verb in verbs_in_use()])
            for module in modules()
        ]
        return [
            (label, [self[name] if name in self.fields else None for name in fields])
            for label, fields in names
        ]

    def cells(self) -> list[Cell]:
        """What was chosen."""
        typed = self.cleaned_data
        departments = tuple(one.pk for one in typed["departments"])
        return [
            Cell(
                module.key,
                verb,
                Scope(typed[name]),
                departments if typed[name] == Scope.CHOSEN else (),
            )
            for module in modules()
            for verb in module.verbs
            for name in [f"{module.key}-{verb}"]
            if typed[name]
        ]


def _scopes(*, is_whole: bool) -> list[tuple[str, object]]:
    none = ("", _("No"))
    return [none, (Scope.ALL.value, _("Yes"))] if is_whole else [none, *Scope.choices]


class FieldRulesForm(forms.Form):
    """How far a role shows each field."""

    opened_with = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: Any, limits: Mapping[str, FieldRule], **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        self.initial["opened_with"] = written(limits)
        for field in fields():
            self.fields[field.key] = forms.ChoiceField(
                label=str(field.label),
                choices=[(rule.value, rule.label) for rule in field.rules],
                initial=limits[field.key].value,
            )

    def rows(self) -> list[tuple[object, forms.BoundField]]:
        """Each field with the part of the product it is in."""
        return [(field.module.label, self[field.key]) for field in fields()]

    def limits(self) -> dict[str, FieldRule]:
        """What was chosen."""
        return {field.key: FieldRule(self.cleaned_data[field.key]) for field in fields()}
