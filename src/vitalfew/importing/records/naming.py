"""A person's name from its parts."""

from collections.abc import Mapping

from vitalfew.people.api import HAN_NAME


def whole_name(said: Mapping[str, str]) -> dict[str, str]:
    """The facts with one name: family name first where it is Chinese, last where it is not.

    >>> whole_name({"last_name": "李", "first_name": "娜"}), whole_name({"last_name": "Kowalski", "first_name": "Olga"})
    ({'name': '李娜'}, {'name': 'Olga Kowalski'})
    """
    facts = dict(said)
    last, first = facts.pop("last_name", ""), facts.pop("first_name", "")
    is_chinese = HAN_NAME.fullmatch(f"{last}{first}") is not None
    whole = facts.get("name") or (f"{last}{first}" if is_chinese else f"{first} {last}".strip())
    return facts | ({"name": whole} if whole else {})
