"""The door of web: what every app uses to make pages."""

from vitalfew.web.charts import Chart, Series
from vitalfew.web.context import OWN_NAMES as LANGUAGE_NAMES
from vitalfew.web.forms import AmountField
from vitalfew.web.merging import ManyBoxes, keep_what_was_opened, merge_page, opened_values
from vitalfew.web.middleware import come_back_later, show_error
from vitalfew.web.navigation import (
    CreateButton,
    LiveStream,
    MemberLink,
    NavEntry,
    SearchBox,
    frame_links,
    register,
)
from vitalfew.web.numbers import NOT_TOLD, base_currency, number
from vitalfew.web.preferences import THEME_COOKIE, THEMES, Preferences
from vitalfew.web.preferences import activate as activate_preferences
from vitalfew.web.problems import PROBLEM, problem
from vitalfew.web.secrets_asked import asks_for_secret, leads_to_secret
from vitalfew.web.shortcuts import PageRequest, by_key, page, wants_part, words_asked
from vitalfew.web.tiers import tier_badge

__all__ = [
    "LANGUAGE_NAMES",
    "NOT_TOLD",
    "PROBLEM",
    "THEMES",
    "THEME_COOKIE",
    "AmountField",
    "Chart",
    "CreateButton",
    "LiveStream",
    "ManyBoxes",
    "MemberLink",
    "NavEntry",
    "PageRequest",
    "Preferences",
    "SearchBox",
    "Series",
    "activate_preferences",
    "asks_for_secret",
    "base_currency",
    "by_key",
    "come_back_later",
    "frame_links",
    "keep_what_was_opened",
    "leads_to_secret",
    "merge_page",
    "number",
    "opened_values",
    "page",
    "problem",
    "register",
    "show_error",
    "tier_badge",
    "wants_part",
    "words_asked",
]
