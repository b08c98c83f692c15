"""What the engine's codes mean, in whole sentences. The engine speaks codes and numbers only."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MODELS: dict[str, Promise] = {
    "bg_nbd": _("BG/NBD: steady buyers who may leave"),
    "mbg_nbd": _("MBG/NBD: steady buyers who may leave, even after the first purchase"),
    "pareto_nbd": _("Pareto/NBD: steady buyers who may leave at any time"),
    "mbg_cnbd_k": _("MBG/CNBD-k: regular buyers who may leave"),
    "nbd": _("NBD: steady buyers who do not leave"),
    "status_quo": _("Everybody goes on as before"),
    "gamma_gamma": _("Gamma-Gamma: spend per purchase"),
    "mean_spend": _("Each customer's own mean spend"),
}
METHODS: dict[str, Promise] = {
    **MODELS,
    "last_period": _("Everybody repeats the last period"),
    "zero": _("Nobody buys again"),
}
GRADES: dict[str, Promise] = {
    "A": _("Grade A: better than every plain baseline, and every total is within 20 %."),
    "B": _("Grade B: better than every plain baseline; every total is within 35 %."),
    "C": _(
        "Grade C: better than forecasting nothing, but a plain baseline does as well or its total is off."
    ),
    "none": _("No grade: the forecast could not be checked, or did not hold."),
}
NOTES: dict[str, Promise] = {
    "ageing_not_identified": _(
        "These orders do not show customers leaving the sooner the longer they have been customers."
    ),
    "dropout_not_identified": _(
        "These orders do not show customers leaving for good, so purchases are forecast without customers leaving."
    ),
    "not_converged": _(
        "The search for the best parameters did not settle; read the forecast with care."
    ),
    "ranges_too_narrow": _(
        "The ranges of the forecast held what came less often than promised; take them as too narrow."
    ),
    "rates_alike": _("The customers' purchase rates do not differ enough to be told apart."),
    "seasonal": _(
        "Purchases rise and fall with the time of year, or did so once if less than two years are known;"
        " the forecast is level, so read it over whole years."
    ),
    "spend_alike": _(
        "The customers' spend does not differ enough to be told apart, so each keeps the own mean."
    ),
    "spend_depends_on_frequency": _(
        "Who buys often also spends more or less per purchase, which the spend model does not expect."
    ),
    "spend_mean_infinite": _(
        "The spend of new customers cannot be foreseen, so each keeps the own mean."
    ),
    "too_few_customers": _(
        "Fewer than 30 customers bought again: too few to learn from, so everybody goes on as before."
    ),
    "too_little_history": _(
        "There is too little history to hold some back and check the forecast on it."
    ),
    "no_signal": _(
        "The forecast was no better than forecasting nothing, so everybody goes on as before."
    ),
    "worse_than_status_quo": _(
        "Going on as before forecast the held-back purchases as well or better."
    ),
    "worse_than_last_period": _(
        "Repeating the last period forecast the held-back purchases as well or better."
    ),
    "worse_than_zero": _("Forecasting no purchase at all did as well or better."),
    "ranks_customers_worse": _("A plain baseline ordered the customers better."),
    "total_too_high": _(
        "In a part held back, the forecast total was more than 20 % above what was bought."
    ),
    "total_too_low": _(
        "In a part held back, the forecast total was more than 20 % below what was bought."
    ),
}
# Models that know no dropout cannot say who may have left.
SILENT_ON_LEAVING = frozenset({"nbd", "status_quo"})


def notes_of(codes: list[str]) -> list[Promise | str]:
    """The sentences of some codes; a code nobody has words for stands for itself."""
    return [NOTES.get(code, code) for code in codes]
