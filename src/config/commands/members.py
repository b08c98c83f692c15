"""member: the people who sign in."""

import click

from config.commands.database_command import DatabaseGroup
from config.launcher.address import listening_address
from vitalfew.access.api import (
    ADMINISTRATOR,
    READY,
    SALESPERSON,
    RoleRef,
    give_role,
    withdraw_role,
)
from vitalfew.identity.api import Member, create_member, sign_in_link
from vitalfew.kernel.errors import NotFound


@click.group(cls=DatabaseGroup)
def member() -> None:
    """Add and list the people who sign in, and give them a link to get in.

    \b
    vitalfew member add lin --name "林小雨"
    vitalfew member link lin
    """


@member.command()
@click.argument("username")
@click.option("--name", default="", help="The name that others see.")
@click.option("--administrator", is_flag=True, help="May change settings and members.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(sorted(READY.keys() - {ADMINISTRATOR})),
    help="A ready role instead of the first one; may be given several times.",
)
def add(username: str, name: str, administrator: bool, roles: tuple[str, ...]) -> None:
    """Add a member, and print the link with which they sign in for the first time."""
    added = create_member(username=username, name=name, is_administrator=administrator)
    if roles and SALESPERSON not in roles and not administrator:
        withdraw_role(actor=None, member=added, role=RoleRef(ready=SALESPERSON))
    for role in roles:
        give_role(actor=None, member=added, role=RoleRef(ready=role))
    click.echo(f"{added} was added. This link works once: {link_for(added)}")


@member.command("list")
def list_members() -> None:
    """List the members: sign-in name, name, and whether they administer."""
    for each in Member.objects.order_by("username"):
        click.echo(
            "\t".join(
                [each.username, each.name, "administrator" if each.is_administrator else ""]
            ).rstrip()
        )


@member.command()
@click.argument("username")
def link(username: str) -> None:
    """Print a link with which this member signs in once, for example when the password is forgotten."""
    found = Member.objects.filter(username__iexact=username).first()
    if found is None:
        raise NotFound(
            "no_such_member", f"There is no member {username}: vitalfew member list shows all."
        )
    click.echo(link_for(found))


def link_for(person: Member) -> str:
    """The whole address of a one-time link."""
    return listening_address().url + sign_in_link(person)
