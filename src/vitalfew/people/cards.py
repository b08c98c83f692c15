"""A contact as a vCard: for the telephone. It says what its reader may see, and nothing else."""

from vitalfew.access.api import reads
from vitalfew.channels.api import HandleKind, channels_of
from vitalfew.identity.api import Member
from vitalfew.people.models import Calendar, Contact
from vitalfew.people.names import HAN_NAME, family_name
from vitalfew.people.policies import MAILS, PHONES, position_policy

LONGEST_LINE = 75  # bytes, by the standard (RFC 6350)


def card_of(actor: Member, contact: Contact) -> str:
    """The card, in version 3.0, which every telephone reads."""
    return "".join(
        _folded(line)
        for line in ["BEGIN:VCARD", "VERSION:3.0", *_lines(actor, contact), "END:VCARD"]
    )


def _lines(actor: Member, contact: Contact) -> list[str]:
    family, given = _parts(contact.name)
    lines = [f"N:{_text(family)};{_text(given)};;;", f"FN:{_text(contact.name)}"]
    position = (
        position_policy.rows(actor)
        .filter(contact=contact, left_on__isnull=True)
        .order_by("-is_primary", "pk")
    )
    for one in position.select_related("customer")[:1]:
        lines += [
            f"ORG:{_text(one.customer.name)};{_text(one.department)}",
            f"TITLE:{_text(one.title)}",
        ]
    birthday = contact.birthday
    if birthday and birthday.year and contact.birth_calendar == Calendar.SOLAR:
        lines.append(f"BDAY:{birthday.year:04}-{birthday.month:02}-{birthday.day:02}")
    return [*lines, *_reached(actor, contact)]


def _parts(name: str) -> tuple[str, str]:
    if HAN_NAME.fullmatch(name):
        family = family_name(name)
        return family, name.removeprefix(family)
    given, _space, family = name.rpartition(" ")
    return family, given


def _reached(actor: Member, contact: Contact) -> list[str]:
    how, lines = channels_of(contact), []
    if reads(actor, PHONES):
        for phone in how.phones:
            kind = "CELL" if phone.kind == "mobile" else "WORK,VOICE"
            extension = f" ext. {phone.extension}" if phone.extension else ""
            lines.append(f"TEL;TYPE={kind}:{_text((phone.e164 or phone.raw) + extension)}")
    if reads(actor, MAILS):
        lines += [f"EMAIL;TYPE=INTERNET:{_text(mail)}" for mail in how.of(HandleKind.MAIL)]
        lines += [
            f"X-{kind.upper()}:{_text(one)}"
            for kind in (HandleKind.WECHAT, HandleKind.QQ)
            for one in how.of(kind)
        ]
    return lines


def _text(text: str) -> str:
    """A value with its marks escaped; a line end cannot begin another property."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def _folded(line: str) -> str:
    """A line of at most 75 bytes, going on behind a space; no letter is cut in two."""
    parts, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LONGEST_LINE:
            parts.append("")
            size = 1
        parts[-1] += letter
        size += width
    return "\r\n ".join(parts) + "\r\n"
