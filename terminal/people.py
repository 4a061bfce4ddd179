"""Accounts of the site, from the terminal."""

import getpass
import sys

import typer

from actions import accounts
from actions.permissions import Role
from actions.site import terminal_actor
from terminal.said import now, request_id, sentence, sentences, tell, the_site
from wording.refusing import CodedError, refuse

people = typer.Typer(no_args_is_help=True, help="Accounts of the site.")


@people.command("add")
def add_person(
    login: str,
    name: str = typer.Option(..., help="Name as it is shown."),
    role: list[Role] = typer.Option([], help="A role; may be given several times."),
    admin: bool = typer.Option(False, "--admin", help="Shorthand for --role administrator."),
    administration: str = typer.Option("", help="The person's own administration."),
) -> None:
    """Open an account; the password is asked for, or read from standard input."""
    with sentences():
        site = the_site()
        actor = terminal_actor(site.store, now=now())
        password = getpass.getpass(sentence("terminal.password")) if sys.stdin.isatty() else sys.stdin.readline()
        digest = accounts.hash_password(password.rstrip("\r\n"))
        roles = [*role, Role.ADMINISTRATOR] if admin else role
        if Role.TERMINAL in roles:
            refuse([CodedError("account.terminal_role")])
        with site.store.writing() as db:
            accounts.add_person(
                db, actor, name=name, login=login, password_hash=digest, roles=roles,
                administration=administration, now=now(), request_id=request_id(),
            )  # fmt: skip
        tell("terminal.person_added", name=name)
