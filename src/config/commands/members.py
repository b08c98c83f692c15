"""member: the people who sign in."""

import click
from django.conf import settings

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
from vitalfew.identity.api import (
    Member,
    create_member,
    deactivate,
    make_link,
    reactivate,
    reset_second_factor,
)
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
@click.option("--email", default="", help="Opens the door too, and receives links.")
@click.option("--administrator", is_flag=True, help="May change settings and members.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(sorted(READY.keys() - {ADMINISTRATOR})),
    help="A ready role instead of the first one; may be given several times.",
)
def add(username: str, name: str, email: str, administrator: bool, roles: tuple[str, ...]) -> None:
    """Add a member, and print the link with which they sign in for the first time."""
    added = create_member(username=username, name=name, email=email, is_administrator=administrator)
    if roles and SALESPERSON not in roles and not administrator:
        withdraw_role(actor=None, member=added, role=RoleRef(ready=SALESPERSON))
    for role in roles:
        give_role(actor=None, member=added, role=RoleRef(ready=role))
    click.echo(f"{added} was added. This link works once: {link_for(added)}")


@member.command("list")
def list_members() -> None:
    """List the members: sign-in name, name, and whether they administer or were deactivated."""
    for each in Member.objects.order_by("username"):
        click.echo("\t".join([each.username, each.name, " ".join(marks_of(each))]).rstrip())


@member.command()
@click.argument("username")
def link(username: str) -> None:
    """Print a link with which this member signs in once, for example when the password is forgotten."""
    click.echo(link_for(known(username)))


@member.command("deactivate")
@click.argument("username")
def end_access(username: str) -> None:
    """End a member's access: no more sign-in, and every session and link ends at once."""
    found = known(username)
    deactivate(actor=None, member=found)
    click.echo(f"{found} cannot sign in any more.")


@member.command("reactivate")
@click.argument("username")
def give_access_back(username: str) -> None:
    """Let a member in again."""
    found = known(username)
    reactivate(actor=None, member=found)
    click.echo(f"{found} can sign in again.")


@member.command("reset-second-factor")
@click.argument("username")
def forget_second_factor(username: str) -> None:
    """For a lost phone: the next sign-in asks for the password alone."""
    found = known(username)
    reset_second_factor(actor=None, member=found)
    click.echo(f"{found} signs in with the password alone until a second factor is set up.")


def marks_of(person: Member) -> list[str]:
    """What is special about a member."""
    marks = {"administrator": person.is_administrator, "deactivated": not person.is_active}
    return [word for word, holds in marks.items() if holds]


def known(username: str) -> Member:
    """The member of that name; NotFound when there is none."""
    found = Member.objects.filter(username__iexact=username).first()
    if found is None:
        raise NotFound(
            "no_such_member", f"There is no member {username}: vitalfew member list shows all."
        )
    return found


def link_for(person: Member) -> str:
    """The whole address of a one-time link."""
    base = settings.PUBLIC_ADDRESS or listening_address().url
    return base + make_link(actor=None, member=person)
