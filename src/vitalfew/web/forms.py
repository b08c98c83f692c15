"""Form fields that accept what people type and paste, and the renderer that gives every form one look."""

import unicodedata
from decimal import Decimal

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_noop

UNCHOSEN = gettext_noop("- Select an option -")  # Django's own words, which it has not in Chinese


class ProductRenderer(TemplatesSetting):
    """Forms and fields by the templates of ``web``."""

    form_template_name = "web/form.html"
    field_template_name = "web/field.html"


class AmountField(forms.DecimalField):
    """A number or an amount: takes ¥1,234.50, １，２３４ and 1234.5 元."""

    IGNORED = str.maketrans("", "", "¥￥$,，元圓 \N{NO-BREAK SPACE}'")

    def __init__(self, **options: object) -> None:
        options.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "num input-short"})
        )
        options.setdefault("localize", False)
        super().__init__(**options)  # type: ignore[arg-type]  # passed on as they came

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # the stubs let IntegerField in
        """The number without the marks around it."""
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).translate(self.IGNORED)
            value = value.replace("\N{MINUS SIGN}", "-")
        return super().to_python(value)
