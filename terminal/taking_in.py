"""A list taken in from the terminal: read, said what was understood of it, and what it does to the cases."""

import sys
from collections.abc import Collection, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from actions import importing, incoming, reading
from actions.definitions import Definitions
from actions.site import open_or_make, terminal_actor
from store.engine import store_exists
from store.settings import Settings
from terminal.corrections import TOLD, Settled, tell_proposals, with_proposals
from terminal.said import AsJson, language, now, place_of, print_json, request_id, sentence, sentences, tell, the_site
from usecases.intake import Corrections, IntakeReport, Problem, Recognised, Reconciliation, read, reconcile
from usecases.intake import summary as summary_of
from usecases.intake.changes import Cell
from usecases.intake.inspection import proposed
from usecases.intake.profile import DateOrder
from usecases.intake.read_otherwise import read_otherwise, reading_told
from usecases.intake.remembered import Remembered
from usecases.use_case import NOT_APPLICABLE
from usecases.use_case import Role as CaseRole
from wording.refusing import CodedError, refuse
from wording.told import bytes_of, says

taking_in = typer.Typer(no_args_is_help=True)


@taking_in.command("import")
def import_file(
    file: Path = typer.Argument(help="A CSV, XLSX, XLS, ODS or JSON file."),
    profile: str = typer.Option("", help="Force an import profile by its id."),
    register: str = typer.Option("", help="Name of the register the rows belong to."),
    administration: str = typer.Option("", help="Whose list it is, where its rows do not say."),
    sheet: str = typer.Option("", help="The sheet to read, where another was found."),
    header_row: int = typer.Option(0, min=0, help="The row of the headers, where another was found."),
    column: list[str] = typer.Option(
        [], help="What a column means, as HEADER=FIELD; [C] for the header names it by its letters, - uses it not."
    ),
    spelling: list[str] = typer.Option(
        [], help="What a spelling stands for, as stage:En rodage=pilot or administration:MSPS=FULL NAME."
    ),
    take_proposals: bool = typer.Option(
        False, "--take-proposals", help="Take every name of an administration for the one it is proposed for."
    ),
    date_order: DateOrder | None = typer.Option(None, help="dmy, mdy or ymd, where dates do not tell."),
    encoding: str = typer.Option("", help="How the text is written, as cp1256."),
    delimiter: str = typer.Option("", help="What parts the cells of a text file."),
    role: CaseRole = typer.Option(CaseRole.CANDIDATE, help="What the rows are to us."),
    admit: bool = typer.Option(False, "--admit", help="Admit the rows at once."),
    change: bool = typer.Option(False, "--change", help="Let the file change cases that are known."),
    leave: list[str] = typer.Option(
        [], help="Let it change all but this case, as UC-00001, or field, as UC-00001/stage; may come often."
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Tell what would be done and store nothing."),
    as_json: AsJson = False,
) -> None:
    """Read an inventory, say what was understood, and take it in; see what would change first with --dry-run."""
    with sentences():
        content = bytes_of(file)
        definitions = Definitions()
        corrections = Settled(
            register, administration, sheet, header_row, encoding, delimiter, date_order or "",
            tuple(column), tuple(spelling),
        ).corrections(definitions)  # fmt: skip
        known, registers, corrections = _remembered(content, corrections)

        def read_as(settled: Corrections) -> IntakeReport:
            return read(
                content,
                file.name,
                profiles=definitions.profiles,
                profile=profile or None,
                corrections=settled,
                remembered=known,
                registers=registers,
                administrations=definitions.administrations,
            )

        report = read_as(corrections)
        proposals = proposed(report, definitions.administrations)
        if take_proposals and proposals:
            corrections, proposals = with_proposals(corrections, proposals), ()
            report = read_as(corrections)
        _tell_if_known(report)
        found = _would_do(report)
        changed = _changes(found, report.recognised)
        left = _left(leave, changed)
        # What a file changes is shown first: without a word from whoever runs this the cases stay as they are.
        agreed = change or bool(leave)
        waiting = [] if agreed else [one["reference"] for one in changed if {*one["fields"]} - {*one["stay"]}]
        if not dry_run:
            _accept(report, definitions, corrections, role=role, admit=admit, except_changed=waiting, left=left)
        told = summary_of(report, found, sentence=_problem_sentence) | {
            "changes": changed,
            "waiting": waiting,
            "missing_references": list(found.missing),
            "proposed_administrations": [asdict(one) for one in proposals],
            "mapping": report.recognised.meant,
            "unused": report.recognised.unused,
            "read_otherwise": [asdict(one) | {"rows": n} for one, n in read_otherwise(report)],
        }
        if as_json:
            print_json(told)
        else:
            for one in report.recognised.why:
                tell(one.code, **one.values)
            _tell_columns(report)
            _tell_import(told, dry_run=dry_run)
            tell_proposals(proposals)


def _remembered(
    content: bytes, settled: Corrections
) -> tuple[Mapping[str, Remembered], Mapping[str, Collection[str]], Corrections]:
    """What was settled about registers before, their columns, and the register of the very same file.

    Nothing where there is no site yet.
    """
    if not store_exists(Settings().site_url):
        return {}, {}, settled
    site = the_site()
    actor = terminal_actor(site.store, now=now())
    with site.store.reading() as db:
        settled = incoming.in_its_register(db, actor, content, settled)
        return incoming.remembered(db, actor), incoming.registers(db, actor), settled


def _would_do(report: IntakeReport) -> Reconciliation:
    """What accepting the rows would do; a trial makes no site."""
    if not store_exists(Settings().site_url):
        return reconcile((), report.rows)
    site = the_site()
    return incoming.preview(site.store, terminal_actor(site.store, now=now()), report)


def _changes(found: Reconciliation, how: Recognised) -> list[dict[str, Any]]:
    """What the changed rows say that their cases do not say yet, field by field."""
    if not found.changed:
        return []
    site = the_site()
    with site.store.reading() as db:
        told = incoming.changes_of(db, terminal_actor(site.store, now=now()), found)
    places = {match.reference: how.told_place(match.row.row) for match in found.changed}
    return [
        {
            "reference": reference,
            **places[reference],
            "fields": {change.field: [change.before, change.after] for change in one.fields},
            "stay": [change.field for change in one.fields if change.stays],
            "columns": {name: list(cells) for name, cells in one.columns.items()},
        }
        for reference, one in told.items()
    ]


def _tell_if_known(report: IntakeReport) -> None:
    """Say that this very file has come in before; it is read again all the same."""
    if not store_exists(Settings().site_url):
        return
    site = the_site()
    actor = terminal_actor(site.store, now=now())
    with site.store.reading() as db:
        same = incoming.same_file(db, actor, report)
        if same is not None:
            name = reading.names(db, actor)[same.actor].name
            tell("intake.same_file", error=True, number=same.id, at=f"{same.at:%Y-%m-%d %H:%M}", name=name)


def _left(asked: Collection[str], changed: list[dict[str, Any]]) -> list[Cell]:
    """The cells that are to stay, among those that the file would change; a name that is none of them is refused."""
    cells = [(one["reference"], field) for one in changed for field in one["fields"]]
    left = [cell for cell in cells if {cell[0], "/".join(cell)} & set(asked)]
    for one in changed:  # they are told as what they do: they stay
        one["stay"] += [field for reference, field in left if reference == one["reference"]]
    named = {name for cell in cells for name in (cell[0], "/".join(cell))}
    if unknown := [CodedError("terminal.nothing_to_leave", name=one) for one in asked if one not in named]:
        refuse(unknown)
    return left


def _accept(
    report: IntakeReport, definitions: Definitions, corrections: Corrections, *, role: CaseRole, admit: bool,
    except_changed: Collection[str], left: Collection[Cell],
) -> None:  # fmt: skip
    """Take the rows in; where there is no site yet, an empty one is made first."""
    site, made = open_or_make(Settings(), definitions, now=now())
    if made:
        tell("terminal.site_made", place=place_of(site), error=True)
    actor = terminal_actor(site.store, now=now())
    with site.store.writing() as db:
        importing.accept(
            db,
            actor,
            report,
            definitions,
            role=role,
            admit=admit,
            settled=corrections,
            except_changed=except_changed,
            left=left,
            now=now(),
            request_id=request_id(),
        )


def _field(name: str) -> str:
    """The name of a field in the reader's language; a fact by its own."""
    key = f"fact.{name.removeprefix('facts.')}" if name.startswith("facts.") else f"field.{name}"
    told = sentence(key)
    return name if told == key else told


def _problem_sentence(problem: Problem) -> str:
    return sentence(str(problem.code), **problem.values)


def _tell_columns(report: IntakeReport) -> None:
    """What each column is used for, those that are not, and what was read otherwise than it is written."""
    for header, name in report.recognised.meant.items():
        sys.stdout.write(f"  {header[:70]} = {_field(name)}\n")
    if unused := report.recognised.unused:
        tell("intake.unused", n=len(unused), headers=", ".join(one[:40] for one in unused[:TOLD]))
    readings = read_otherwise(report)
    for one, n in readings[:TOLD]:
        sys.stdout.write(reading_told(language(), one, n, name=_field(one.field)) + "\n")
    if len(readings) > TOLD:
        tell("readings.more", n=len(readings) - TOLD)


def _tell_import(told: dict[str, Any], *, dry_run: bool) -> None:
    counts: dict[str, Any] = {key: value for key, value in told.items() if isinstance(value, int)}
    tell("terminal.import_would" if dry_run else "terminal.import_done", **counts)
    tell("terminal.import_administrations", n=len(told["administrations"]))
    _tell_changes(told["changes"], told["waiting"])
    if told["missing_references"]:
        tell("terminal.import_missing", references=", ".join(told["missing_references"]))
    for stage, count in told["stages"].items():
        sys.stdout.write(f"  {sentence(f'stage.{stage}')}: {count}\n")
    for problem in told["problems"][:TOLD]:
        place = " ".join(str(part) for part in (_row(problem), problem["column"]) if part is not None)
        sys.stdout.write(f"  [{place}] {problem['message']}\n")
    if len(told["problems"]) > TOLD:
        tell("terminal.more_problems", n=len(told["problems"]) - TOLD)


def _spoken(field: str, value: str | None) -> str:
    """A value by its name where it is a code."""
    if not value:
        return "—"
    answers = {"True": "answer.yes", "False": "answer.no", NOT_APPLICABLE: "answer.not_applicable"}
    if value in answers:
        return sentence(answers[value])
    return sentence(f"{field}.{value}") if field in {"stage", "sector"} and says(f"{field}.{value}") else value


def _row(told: Mapping[str, Any]) -> str | int | None:
    """Where a row stands, of what is told of it."""
    place: str | int | None = told.get("place", told["row"])
    return place


def _tell_changes(changes: list[dict[str, Any]], waiting: Collection[str]) -> None:
    for change in changes:
        for field, (before, after) in change["fields"].items():
            key = "terminal.import_stays" if field in change["stay"] else "terminal.import_changes"
            tell(key, reference=change["reference"], row=_row(change), field=_field(field),
                 before=_spoken(field, before), after=_spoken(field, after))  # fmt: skip
        for column, (before, after) in change["columns"].items():
            tell("terminal.import_column", reference=change["reference"], row=_row(change), column=column,
                 before=before or "—", after=after or "—")  # fmt: skip
    if waiting:
        tell("terminal.import_waiting", n=len(waiting))
