"""What a page offers to fill in: its forms, as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

LEFT_ALONE = {"csrfmiddlewaretoken"}
PLAIN = {"text", "search", "email", "url", "tel", "textarea", "password"}


@dataclass
class Form:
    """One form: where it goes, and what is in it when nobody types."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> list[str]:
        """What may be filled in, hidden fields too."""
        return [name for name in self.values if name not in LEFT_ALONE]

    def is_plain(self, name: str) -> bool:
        """Whether a field takes any text."""
        return self.kinds.get(name) in PLAIN


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms = path, list[Form]()
        self.text: str | None = None  # the name of the textarea that is open
        self.choice: str | None = None
        self.is_open = self.is_first = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_open = True
            method = given.get("method", "get").lower()
            self.forms.append(Form(given.get("action") or self.path, method))
        elif (
            self.is_open and given.get("name") and tag in {"input", "button", "textarea", "select"}
        ):
            self._field(tag, given)
        elif tag == "option" and self.choice and self.is_open:
            values = self.forms[-1].values
            if (
                "selected" in given or self.is_first
            ):  # a browser sends the first one where none is selected
                values[self.choice], self.is_first = given.get("value", ""), False

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form, name = self.forms[-1], given["name"]
        kind = given.get("type", "text") if tag == "input" else tag
        if given.get("inputmode") in {"decimal", "numeric"}:
            kind = "number"  # kept as what it is worth, not as it was written
        if kind in {"checkbox", "radio"} and "checked" not in given and name in form.values:
            return
        form.values[name], form.kinds[name] = given.get("value", ""), kind
        self.text = name if tag == "textarea" else None
        self.choice, self.is_first = (name, True) if tag == "select" else (None, False)

    def handle_data(self, data: str) -> None:
        if self.text and self.forms:
            self.forms[-1].values[self.text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_open = False
        if tag == "textarea":
            self.text = None
        if tag == "select":
            self.choice = None


def forms_of(text: str, path: str) -> list[Form]:
    """The forms of a page at ``path``."""
    reader = _Reader(path)
    reader.feed(text)
    return reader.forms
