"""What is typed about pools."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.access.api import Department
from vitalfew.identity.api import Member
from vitalfew.pool.dealing import Deal
from vitalfew.pool.models import Cap, Fact, Pool, Rule, Way
from vitalfew.pool.queries import departments_to_seat, open_pools, takers
from vitalfew.pool.setting import Seating
from vitalfew.value.api import current_run, tier_codes
from vitalfew.web.api import ManyBoxes

WHY = _("It stands in the customer's history.")


class ReleaseForm(forms.Form):
    """Into which pool, and why."""

    def __init__(self, *args: Any, actor: Member, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        pools = open_pools(actor)
        self.fields["pool"] = forms.ModelChoiceField(
            pools, label=_("Pool"), empty_label=None if pools.count() == 1 else _("Choose…")
        )
        self.fields["reason"] = forms.CharField(label=_("Reason"), max_length=200, help_text=WHY)


class GiveForm(forms.Form):
    """To whom, and why."""

    def __init__(self, *args: Any, actor: Member, pool: Pool, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        self.fields["member"] = forms.ModelChoiceField(
            takers(actor, pool), label=_("New owner"), empty_label=_("Choose…")
        )
        self.fields["reason"] = forms.CharField(label=_("Reason"), max_length=200, help_text=WHY)


class DealForm(forms.Form):
    """In which way, to whom, and how many."""

    way = forms.ChoiceField(label=_("To whom the next one goes"), choices=Way.choices)
    most = forms.IntegerField(
        label=_("Customers at most"), min_value=1, max_value=100_000, required=False,
        help_text=_("Those that lie longest come first. Empty: all of them."),
    )  # fmt: skip
    country = forms.CharField(
        label=_("Country or region"), max_length=80, required=False, help_text=_("Empty: every one.")
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=WHY)

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self.fields["department"] = forms.ModelChoiceField(
            Department.objects.order_by("path"), label=_("Department"), required=False,
            empty_label=_("Everybody with a seat"), help_text=_("With everybody below it."),
        )  # fmt: skip
        self.order_fields(["way", "department", "country", "most", "reason"])

    def deal(self) -> Deal:
        """What was typed, as the verb takes it."""
        typed = self.cleaned_data
        return Deal(
            Way(typed["way"]), typed["reason"], typed["department"], typed["country"].strip(), typed["most"]
        )  # fmt: skip


class LockForm(forms.Form):
    """Until when, and why."""

    until = forms.DateField(
        label=_("Locked until"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("No rule recycles it before; at most twelve months."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=WHY)


class ClaimForm(forms.Form):
    """Which customer."""

    customer = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class PoolForm(forms.ModelForm):  # type: ignore[type-arg]
    """A pool and who sits at it."""

    facts = forms.MultipleChoiceField(
        label=_("What it tells before a claim"),
        choices=Fact.choices,
        required=False,
        widget=ManyBoxes,
        help_text=_(
            "Each is shown as far as the reader's roles allow. Telephone numbers and addresses never are."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    class Meta:
        model = Pool
        fields = (
            "name", "note", "is_open", "masks_names", "facts", "claims_a_day", "looks_a_day", "wait_days",
            "rest_days", "deals",
        )  # fmt: skip
        help_texts = {
            "is_open": _("A closed pool keeps its customers; nobody claims or returns any."),
            "claims_a_day": _(
                "Every claim counts, also of a customer that was returned since. Empty: as many as one likes."
            ),
            "looks_a_day": _(
                "Pages of customers that lie here, for those who may see them at all; one opened again counts once."
                " Empty: as many as one likes."
            ),
            "wait_days": _(
                "So long, whoever returned or lost a customer cannot claim it again; others can."
            ),
            "rest_days": _("So long, nobody claims what came into the pool."),
            "deals": _(
                "To those who claim here, within their limits, as soon as a customer may be claimed."
            ),
        }

    def __init__(self, *args: Any, actor: Member, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        people = Member.objects.filter(is_active=True).order_by("name", "username", "pk")
        boxes = ManyBoxes
        self.fields["departments"] = forms.ModelMultipleChoiceField(
            departments_to_seat(actor), label=_("Departments that claim"), required=False, widget=boxes,
            help_text=_("And everybody in the departments below them."),
        )  # fmt: skip
        self.fields["members"] = forms.ModelMultipleChoiceField(
            people, label=_("Members who claim"), required=False, widget=boxes
        )
        self.fields["keepers"] = forms.ModelMultipleChoiceField(
            people, label=_("Members who also give"), required=False, widget=boxes,
            help_text=_("They look after the pool: their roles need the right to transfer in pools."),
        )  # fmt: skip
        deals = cast("forms.ChoiceField", self.fields["deals"])
        deals.choices = [("", _("No: they are claimed or given")), *Way.choices]
        if self.instance.pk:
            self._say_who_sits()

    def validate_constraints(self) -> None:
        """The verb says it: another pool of this name."""

    def _say_who_sits(self) -> None:
        seats = list(self.instance.seats.all())
        self.initial = {
            **self.initial,
            "version": self.instance.version,
            "departments": [seat.department_id for seat in seats if seat.department_id],
            "members": [seat.member_id for seat in seats if seat.member_id and not seat.may_give],
            "keepers": [seat.member_id for seat in seats if seat.may_give],
        }

    def given(self) -> dict[str, Any]:
        """What was typed, as the verb takes it."""
        typed = dict(self.cleaned_data)
        seating = Seating(typed.pop("departments"), typed.pop("members"), typed.pop("keepers"))
        return typed | {"seating": seating, "pool_id": self.instance.pk}


class CapForm(forms.ModelForm):  # type: ignore[type-arg]
    """A cap."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    class Meta:
        model = Cap
        fields = ("department", "most_each", "most_together", "spares_buyers", "most_locked")
        help_texts = {
            "department": _("With everybody below it. Empty: the whole company."),
            "most_each": _("Empty: no limit."),
            "most_together": _("Empty: no limit."),
            "most_locked": _("A locked customer is not recycled by any rule. Empty: no limit."),
        }

    def __init__(self, *args: Any, actor: Member, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self.fields["department"] = forms.ModelChoiceField(
            departments_to_seat(actor), label=_("Department"), required=False,
            empty_label=pgettext_lazy("limit", "Everybody"), help_text=self.Meta.help_texts["department"],
        )  # fmt: skip
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        """One of the numbers is needed, or it limits nothing."""
        typed = super().clean() or {}
        if all(typed.get(name) is None for name in ("most_each", "most_together", "most_locked")):
            self.add_error("most_each", _("Type at least one of the three numbers."))
        return typed

    def validate_constraints(self) -> None:
        """The verb says it: a department with a limit already."""

    def validate_unique(self) -> None:
        """The verb says it: a department with a limit already."""

    def given(self) -> dict[str, Any]:
        """What was typed, as the verb takes it."""
        return dict(self.cleaned_data) | {"cap_id": self.instance.pk}


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A rule."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    class Meta:
        model = Rule
        fields = (
            "name",
            "pool",
            "days",
            "watches",
            "tiers",
            "most_expected",
            "spares_buyers",
            "spares_inquiries",
            "runs_daily",
            "warn_days",
        )
        help_texts = {
            "days": _(
                "Counted from the last of what counts, or from when the owner got the customer, whichever is later."
            ),
            "runs_daily": _(
                "Without it, somebody runs the rule, looks at what would go, and confirms."
            ),
            "warn_days": _(
                "When it runs by itself: nobody goes before the owner has known it for so many days."
            ),
            "most_expected": _(
                "Whoever is expected to bring more stays with the owner. Empty: whatever is expected."
            ),
        }

    def __init__(self, *args: Any, actor: Member, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        codes = [(code, code) for code in tier_codes(current_run())]
        self.fields["pool"] = forms.ModelChoiceField(
            open_pools(actor), label=_("Into the pool"), empty_label=_("Choose…")
        )
        self.fields["tiers"] = forms.MultipleChoiceField(
            label=_("Tiers"), choices=[*codes, ("-", _("Not valued yet"))], required=False,
            widget=ManyBoxes, help_text=_("None ticked: customers of every tier."),
        )  # fmt: skip
        self.fields["days"].widget.attrs["min"] = 1
        self.fields["warn_days"].required = False
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    def given(self) -> dict[str, Any]:
        """What was typed, as the verb takes it."""
        typed = dict(self.cleaned_data) | {"rule_id": self.instance.pk}
        if typed["warn_days"] is None:
            typed["warn_days"] = Rule._meta.get_field("warn_days").default
        return typed
