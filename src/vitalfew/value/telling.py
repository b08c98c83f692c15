"""Value in plain text, for the command line."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from vitalfew.customers.api import Customer
from vitalfew.kernel.errors import NotFound
from vitalfew.value.explaining import explanation
from vitalfew.value.panels import ValueTab
from vitalfew.value.queries import run_in_force, score_of, tiers_of


def explained(code: str) -> str:
    """Why the customer with this number has its score; NotFound for an unknown number or before the first order."""
    run = run_in_force()
    customer = Customer.objects.filter(code=code).first()
    score = score_of(None, run, customer.pk) if customer else None
    if customer is None or score is None:
        raise NotFound(
            "customer_not_valued",
            _(
                "The current value run has no customer with the number %(code)s. Check the number, or run value again."
            )
            % {"code": code},
        )
    tab = ValueTab(has_run=True, why=explanation(None, customer, run, score))
    return render_to_string("value/explain.txt", {"tab": tab, "why": tab.why}).strip()


def summarised() -> str:
    """The current run in a few lines."""
    run = run_in_force()
    return render_to_string("value/summary.txt", {"run": run, "tiers": tiers_of(run)}).strip()
