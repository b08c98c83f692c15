"""Makes members of an installation and prints a session key for each: ``python -m torture.entering NUMBER``."""

import sys

from django.test import Client

import config.started  # noqa: F401 - Django first
from vitalfew.access.api import PROPRIETOR, RoleRef, give_role
from vitalfew.identity.api import Member


def main() -> None:
    """A line for each: the number of the member, the key of the session."""
    for place in range(int(sys.argv[1])):
        member, _ = Member.objects.get_or_create(username=f"writer{place}")
        give_role(actor=None, member=member, role=RoleRef(ready=PROPRIETOR))
        client = Client(SERVER_NAME="localhost")
        client.force_login(member)
        print(member.pk, client.cookies["sessionid"].value)


if __name__ == "__main__":
    main()
