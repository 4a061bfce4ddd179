"""The imports of a site from the terminal: which there are, taking one back, what was settled about their files."""

import sys
from typing import Any

import typer
import yaml

from actions import incoming, taking_back
from actions.site import terminal_actor
from terminal.said import AsJson, now, print_json, request_id, sentences, tell, the_site

imports = typer.Typer(no_args_is_help=True)


@imports.command("imports")
def list_imports(as_json: AsJson = False) -> None:
    """All imports, newest first, each with its number, its new rows (+) and those that changed a case (~)."""
    with sentences():
        site = the_site()
        actor = terminal_actor(site.store, now=now())
        with site.store.reading() as db:
            made = taking_back.imports_made(db, actor)
        if as_json:
            print_json([
                {"import": one.id, "at": one.at.isoformat(), "file": one.file_name, "register": one.source_register,
                 "counts": dict(one.counts), "taken_back": one.taken_back_at is not None}
                for one in made
            ])  # fmt: skip
            return
        for one in made:
            mark = "×" if one.taken_back_at else " "
            counts = f"+{one.counts['new']:<6} ~{one.counts['changed']:<6}"
            sys.stdout.write(f"{one.id:>5} {mark} {one.at:%Y-%m-%d %H:%M}  {counts} {one.file_name}\n")


@imports.command("take-back")
def take_back(
    number: int = typer.Argument(help="Number of the import, as `imports` shows it."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Tell what would be done and store nothing."),
    as_json: AsJson = False,
) -> None:
    """Undo an import as a whole; the cases that somebody worked on since are kept and named."""
    with sentences():
        site = the_site()
        actor = terminal_actor(site.store, now=now())
        if dry_run:
            with site.store.reading() as db:
                found = taking_back.would_take_back(db, actor, number)
        else:
            with site.store.writing() as db:
                found = taking_back.take_back(db, actor, number, site.definitions, now=now(), request_id=request_id())
        if as_json:
            print_json({name: list(getattr(found, name)) for name in ("withdrawn", "restored", "kept")})
            return
        counts: dict[str, Any] = {
            "withdrawn": len(found.withdrawn),
            "restored": len(found.restored),
            "kept": len(found.kept),
        }
        tell("intake.would_take_back" if dry_run else "intake.taken_back", **counts)
        if found.kept:
            tell("intake.would_keep", references=", ".join(found.kept))


@imports.command("corrections")
def show_corrections() -> None:
    """What was settled about the files of each register, as YAML."""
    with sentences():
        site = the_site()
        actor = terminal_actor(site.store, now=now())
        with site.store.reading() as db:
            known = incoming.remembered(db, actor)
        told = {register: one.model_dump(exclude_defaults=True) for register, one in sorted(known.items())}
        sys.stdout.write(yaml.safe_dump(told, allow_unicode=True, sort_keys=True))
