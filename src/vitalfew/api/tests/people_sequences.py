"""What programs do with contacts and inquiries in any order: told as confirmed, seen with the customer alone."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, multiple, rule

from vitalfew.api.tests.confirmed import PEOPLE, SAID, TEXT

CONTACTS = "/api/v1/contacts"


@dataclass
class KnownContact:
    """A contact as it was confirmed, and at which customer they work."""

    customer: int
    name: str
    topics: str
    tag: str
    in_bin: bool = False


class PeopleSequences(RuleBasedStateMachine):
    """Rules beside those of customers; who asks for what is decided by the machine that has them."""

    customers: Bundle[int] = Bundle("customers")
    contacts: Bundle[int] = Bundle("contacts")
    people: dict[int, KnownContact]

    def call(self, by: str, method: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401
        """A call by one of the programs."""
        raise NotImplementedError

    def sees(self, by: str, key: int) -> bool:
        """Whether they see a customer."""
        raise NotImplementedError

    def meets(self, by: str, key: int) -> bool:
        """Whether they see a contact."""
        return not self.people[key].in_bin and self.sees(by, self.people[key].customer)

    @rule(target=contacts, by=PEOPLE, key=customers, name=SAID)
    def add_contact(self, by: str, key: int, name: str) -> Any:  # noqa: ANN401
        answer = self.call(
            by, "POST", f"/api/v1/customers/{key}/contacts", {"name": name, "because": "x"}
        )
        if not self.sees(by, key):
            assert answer.status_code in {404, 410}
            return multiple()
        assert answer.status_code == 201, answer.content
        told = answer.json()
        assert [one["customer_id"] for one in told["positions"]] == [key]
        self.people[told["id"]] = KnownContact(key, told["name"], "", answer.headers["ETag"])
        return told["id"]

    @rule(by=PEOPLE, key=contacts, topics=TEXT, is_late=st.booleans())
    def change_contact(self, by: str, key: int, topics: str, is_late: bool) -> None:
        known, path = self.people[key], f"{CONTACTS}/{key}"
        tag = f'"p{key}-v0"' if is_late else known.tag
        answer = self.call(by, "PATCH", path, {"topics": topics}, if_match=tag)
        if not self.meets(by, key):
            assert answer.status_code == 404
        elif is_late:
            assert answer.status_code == 412
            assert answer.json()["stored"]["topics"] == known.topics
        else:
            assert answer.status_code == 200, answer.content
            known.topics, known.tag = topics.strip(), answer.headers["ETag"]
            assert answer.json()["topics"] == known.topics

    @rule(by=PEOPLE, key=contacts)
    def delete_contact(self, by: str, key: int) -> None:
        answer = self.call(by, "DELETE", f"{CONTACTS}/{key}?reason=twice")
        assert answer.status_code == (204 if self.meets(by, key) else 404)
        self.people[key].in_bin |= answer.status_code == 204

    @rule(by=PEOPLE, key=customers)
    def who_works_there(self, by: str, key: int) -> None:
        answer = self.call(by, "GET", f"{CONTACTS}?customer={key}&limit=200")
        expected = {
            pk: (one.name, one.topics)
            for pk, one in self.people.items()
            if one.customer == key and self.meets(by, pk)
        }
        listed = answer.json()["items"]
        assert {one["id"]: (one["name"], one["topics"]) for one in listed} == expected

    @rule(by=PEOPLE, wants=TEXT, words=SAID)
    def work_on_an_inquiry(self, by: str, wants: str, words: str) -> None:
        sent = self.call(by, "POST", "/api/v1/inquiries", {"company": "Acme", "wants": wants})
        assert sent.status_code == 201
        path = f"/api/v1/inquiries/{sent.json()['id']}"
        read = self.call(by, "GET", path)
        assert (read.status_code, read.json()["wants"]) == (200, wants.strip())
        body = {"words": words}
        answer = self.call(by, "PUT", f"{path}/answer", body, if_match=read.headers["ETag"])
        assert (answer.status_code, answer.json()["answer"]) == (200, words.strip())
        late = self.call(by, "PUT", f"{path}/answer", body, if_match=read.headers["ETag"])
        assert late.status_code == 412
        other = "zhou" if by == "lin" else "lin"
        assert self.call(other, "GET", path).status_code == 404
