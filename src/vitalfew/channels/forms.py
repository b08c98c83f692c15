"""The fields by which somebody is reached, for the forms of customers and contacts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import reads, why_limited, writes
from vitalfew.channels.handles import HandleKind, HandleText, read_mails, read_names
from vitalfew.channels.phones import LONGEST, MOST, parts_of, read_phones
from vitalfew.channels.reach import Channels
from vitalfew.channels.regions import region_of
from vitalfew.channels.seen import guards_of
from vitalfew.identity.api import Member

LONGEST_NAME = 100
MESSENGERS = (HandleKind.WECHAT, HandleKind.QQ, HandleKind.LINE)
FIELDS = ("phones", "mails", *(kind.value for kind in MESSENGERS))


def phones_field(**options: Any) -> forms.CharField:  # noqa: ANN401 - passed on as they came
    """Telephone numbers, one on each line."""
    return forms.CharField(
        label=gettext_lazy("Phone numbers"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "inputmode": "tel", "class": "textarea"}),
        help_text=gettext_lazy("One on each line, in any writing. The first is the one to call."),
        **options,
    )  # fmt: skip


def mails_field() -> forms.CharField:
    """Mail addresses, one on each line."""
    return forms.CharField(
        label=gettext_lazy("E-mail addresses"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 1, "inputmode": "email", "class": "textarea"}),
    )  # fmt: skip


def messenger_field(kind: HandleKind) -> forms.CharField:
    """The name in one messenger; several are parted by semicolons."""
    return forms.CharField(
        label=kind.label, required=False, max_length=1000, validators=[_each_is_short]
    )


def _each_is_short(text: str) -> None:
    for name in read_names(text):
        MaxLengthValidator(LONGEST_NAME)(name)


class ChannelsMixin(forms.Form):
    """Adds the fields to a form, and answers with ``channels``. The country says how numbers are dialled."""

    phones = phones_field()
    mails = mails_field()
    wechat = messenger_field(HandleKind.WECHAT)
    qq = messenger_field(HandleKind.QQ)
    line = messenger_field(HandleKind.LINE)

    def limit_channels(self, actor: Member, model: type[Model], *, is_new: bool) -> None:
        """What is read-only can be seen; what is masked or hidden is not here. The action keeps what is stored."""
        guards = guards_of(model)
        for name in FIELDS:
            limited = guards.of(name)
            if name not in self.fields or writes(actor, limited):
                continue
            if is_new or not reads(actor, limited):
                del self.fields[name]
            else:
                self.fields[name].disabled = True
                self.fields[name].help_text = why_limited(actor, limited)

    def region(self) -> str:
        """Where the numbers are dialled; forms that know a country say so."""
        return region_of("")

    def clean_phones(self) -> str:
        """Numbers that are not understood are kept as they stand; too many are refused."""
        text = str(self.cleaned_data["phones"])
        if len(read_phones(text, self.region())) > MOST:
            raise ValidationError(_("At most %(most)d numbers.") % {"most": MOST})
        if any(len(part) > LONGEST for part in parts_of(text)):
            raise ValidationError(
                _("A number has at most %(most)d characters. Put each on a line of its own.")
                % {"most": LONGEST}
            )
        return text

    def clean_mails(self) -> str:
        """Each is an address that mail can be sent to."""
        text = str(self.cleaned_data["mails"])
        _found, wrong = read_mails(text)
        if wrong:
            raise ValidationError(
                _("“%(text)s” is no mail address. Correct it, or take it out.") % {"text": wrong[0]}
            )
        return text

    @property
    def channels(self) -> Channels:
        """What was typed, read. Fields that the form does not have count as empty."""
        typed = self.cleaned_data
        mails, _wrong = read_mails(typed.get("mails", ""))
        handles = [HandleText(HandleKind.MAIL, mail) for mail in mails]
        for kind in MESSENGERS:
            handles += [HandleText(kind, name) for name in read_names(typed.get(kind.value, ""))]
        phones = read_phones(typed.get("phones", ""), self.region())
        return Channels(tuple(phones), tuple(handles))


def as_typed(channels: Channels) -> dict[str, str]:
    """The fields' texts for what is stored."""
    texts = {kind.value: "; ".join(channels.of(kind)) for kind in MESSENGERS}
    mails = "\n".join(channels.of(HandleKind.MAIL))
    return {"phones": "\n".join(phone.raw for phone in channels.phones), "mails": mails, **texts}
