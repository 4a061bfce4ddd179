"""The same deeds from a terminal: `python manage.py --help`.

Exit 0 when done, 1 when a check found a fault, 2 when what was asked cannot be understood or done.
"""

import getpass
import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typer

from actions import accounts, reading, submitting
from actions.accounts import AccountError
from actions.definitions import DATA, Definitions
from actions.examining import ReviewingError
from actions.freezing import Recorded, recorded
from actions.keeping import read_anchor_file, seal_head, upgrade_site, verify_journal
from actions.permissions import PermissionDeniedError, Role
from actions.review_told import review_told, signature_holds
from actions.site import Site, make_site, open_or_make, open_site, terminal_actor
from store.engine import StoreError, store_exists
from store.settings import Settings
from usecases.criteria import CriteriaError
from usecases.defence import defence_told, defend
from usecases.intake import IntakeError, IntakeReport, Problem, Reconciliation, read, reconcile
from usecases.intake import summary as summary_of
from usecases.mcda.polytope import EmptyRegionError
from usecases.methods import METHODS, MethodName
from usecases.performance import Convention
from usecases.priorities import Ranking
from usecases.ranking_told import ranking_told
from usecases.robustness import DRAWS, RANKS, TOLERANCE, Doubt
from usecases.snapshot import SnapshotError
from usecases.snapshot import check as check_snapshot
from usecases.use_case import Role as CaseRole
from usecases.use_case import in_language
from wording.catalogue import Catalogue, joined, load_catalogue
from wording.declared import DeclaredFileError
from wording.language import SOURCE, Language

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
people = typer.Typer(no_args_is_help=True, help="Accounts of the site.")
app.add_typer(people, name="people")
review = typer.Typer(no_args_is_help=True, help="Ethics reviews.")
app.add_typer(review, name="review")

UNDERSTOOD_BUT_WRONG, NOT_UNDERSTOOD = 1, 2
_CONVENTION = "What stands for an unknown score."
_THRESHOLD = "Share of the weight that must be known."
_language = SOURCE


@app.callback()
def main(lang: Language = typer.Option(SOURCE, help="Language of the sentences: fr, ar or en.")) -> None:
    """Keep a site from the terminal."""
    global _language
    _language = lang
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]


@app.command()
def init() -> None:
    """Make an empty site at DATABASE_URL, else in var/."""
    with _sentences():
        settings = Settings()
        site = make_site(settings.site_url, "real", settings=settings, definitions=Definitions(), now=_now())
        _tell("terminal.site_made", place=_place(site))


@app.command()
def upgrade() -> None:
    """Bring the site's store to this version of the software."""
    with _sentences():
        _tell("terminal.upgraded", step=upgrade_site(Settings().site_url))


@app.command("import")
def import_file(
    file: Path = typer.Argument(help="A CSV, XLSX, XLS, ODS or JSON file."),
    profile: str = typer.Option("", help="Force an import profile by its id."),
    register: str = typer.Option("", help="Name of the register the rows belong to."),
    administration: str = typer.Option("", help="Whose list it is, where its rows do not say."),
    role: CaseRole = typer.Option(CaseRole.CANDIDATE, help="What the rows are to us."),
    admit: bool = typer.Option(False, "--admit", help="Admit the rows at once."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Tell what would be done and store nothing."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Read an inventory, say what was understood, and take it in."""
    with _sentences():
        content = _bytes_of(file)
        definitions = Definitions()
        corrections = submitting.corrections(register, administration)
        report = read(
            content,
            file.name,
            profiles=definitions.profiles,
            profile=profile or None,
            corrections=corrections,
        )
        found = _would_do(report) if dry_run else _accept(report, definitions, role=role, admit=admit)
        told = summary_of(report, found, sentence=_problem_sentence)
        if as_json:
            _print_json(told)
        else:
            _tell_import(told, dry_run=dry_run)


@app.command()
def rank(
    weighting: str = typer.Option("", help="Name of a saved weighting; the declared one by default."),
    method: MethodName = typer.Option(MethodName.WEIGHTED_SUM, help="How values become an order."),
    convention: Convention = typer.Option(Convention.MIDDLE, help=_CONVENTION),
    threshold: float = typer.Option(0.5, min=0, max=1, help=_THRESHOLD),
    top: int = typer.Option(0, min=0, help="Only the first so many; 0 for all."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """The order of the admitted candidates, as the screens show it."""
    with _sentences():
        ranking, shown = _ranking(weighting, convention, threshold)
        told = ranking_told(ranking, METHODS[method], titles=shown, top=top or None)
        if as_json:
            _print_json(told)
        else:
            for one in told["ranking"]:
                sys.stdout.write(f"{one['rank']:>5}  {one['value']:.4f}  {one['reference']}  {one['title']}\n")
            _tell("terminal.not_rankable", n=told["not_yet_rankable"])


@app.command()
def robustness(
    weighting: str = typer.Option("", help="Name of a saved weighting; the declared one by default."),
    first: int = typer.Option(10, min=1, max=RANKS, help="How many count as the first ones."),
    tolerance: float = typer.Option(
        TOLERANCE, min=0, max=1, help="Share by which a stated weight may be more or less."
    ),
    draws: int = typer.Option(DRAWS, min=16, max=100_000, help="Draws of admissible weights and scores."),
    seed: int = typer.Option(1, min=0, help="The same seed gives the same draws."),
    scores: bool = typer.Option(True, help="Whether uncertain scores are drawn too."),
    convention: Convention = typer.Option(Convention.MIDDLE, help=_CONVENTION),
    threshold: float = typer.Option(0.5, min=0, max=1, help=_THRESHOLD),
    top: int = typer.Option(0, min=0, help="Only the first so many; 0 for all."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """How firm the order is, with the numbers that the screens show."""
    with _sentences():
        ranking, _ = _ranking(weighting, convention, threshold)
        doubt = Doubt(tolerance=tolerance, draws=draws, seed=seed, scores=scores)
        told = defence_told(ranking, defend(ranking, doubt, first, progress=lambda _: None), first, top=top or None)
        if as_json:
            _print_json(told)
        else:
            for one in told["cases"]:
                share, error = one["share_in_first"], one["standard_error"]
                sys.stdout.write(f"{one['rank']:>5}  {share:.3f} ± {error:.3f}  {one['reference']}\n")


@app.command()
def verify(
    snapshot: Path | None = typer.Argument(None, help="A frozen ranking (ZIP), to be computed again."),
    anchor: Path | None = typer.Option(None, help="A file of anchors kept outside the store."),
) -> None:
    """Check every line of the journal, and the anchors when a file is given; or compute a frozen ranking again."""
    with _sentences():
        if snapshot is not None:
            _verify_snapshot(snapshot)
            return
        anchors = read_anchor_file(anchor) if anchor else []
        fault, seq = verify_journal(_site(), anchors)
        if fault is None:
            _tell("terminal.journal_holds", n=seq)
            return
        _tell(f"journal.{fault.code}", error=True, n=fault.seq)
        raise typer.Exit(UNDERSTOOD_BUT_WRONG)


@review.command("show")
def show_review(
    reference: str = typer.Argument(help="Reference of the case, as UC-00001."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """The newest review of a case: depth, reviewers, answers, verdict."""
    with _sentences():
        told = _review_of(reference)
        if as_json:
            _print_json(told)
            return
        verdict = told["verdict"]
        decision = verdict["decision"] if verdict else "pending"
        _tell(
            "terminal.review", reference=reference, state=_sentence(f"review.state.{told['state']}"),
            depth=_sentence(f"review.depth.{told['depth']}"), verdict=_sentence(f"verdict.{decision}"),
        )  # fmt: skip
        for one in told["questions"]:
            sys.stdout.write(f"  {one['holds'] or '-':<14} {one['finding'] or '':<10} {one['question']}\n")


@review.command("export")
def export_review(
    reference: str = typer.Argument(help="Reference of the case, as UC-00001."),
    to: Path = typer.Option(..., "--to", help="The file to write (JSON)."),
) -> None:
    """Write the newest review of a case to a file, with reasons, dissents and what was signed."""
    with _sentences():
        told = _review_of(reference)
        to.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        _tell("terminal.written", file=str(to))


@review.command("verify")
def verify_review(reference: str = typer.Argument(help="Reference of the case, as UC-00001.")) -> None:
    """Compute again what each verdict on a case is bound to, and compare it with what was signed."""
    with _sentences():
        site = _site()
        actor = terminal_actor(site.store, now=_now())
        with site.store.reading() as db:
            found = signature_holds(db, actor, reference)
        if not found:
            raise ReviewingError("review.none_given", reference=reference)
        codes = {True: "holds", False: "differs", None: "older"}
        for number, holds in found.items():
            _tell(f"terminal.signature_{codes[holds]}", error=holds is False, n=number)
        if False in found.values():
            raise typer.Exit(UNDERSTOOD_BUT_WRONG)


@app.command("anchor")
def anchor_head(
    file: Path = typer.Argument(help="File outside the site that keeps the anchors; a line is added."),
) -> None:
    """Seal the head of the journal with ANCHOR_KEY and add it to a file."""
    with _sentences():
        anchor = seal_head(_site(), file, now=_now())
        _tell("terminal.anchored", n=anchor.seq, hash=anchor.hash[:16])


@people.command("add")
def add_person(
    login: str,
    name: str = typer.Option(..., help="Name as it is shown."),
    role: list[Role] = typer.Option([], help="A role; may be given several times."),
    admin: bool = typer.Option(False, "--admin", help="Shorthand for --role administrator."),
    administration: str = typer.Option("", help="The person's own administration."),
) -> None:
    """Open an account; the password is asked for, or read from standard input."""
    with _sentences():
        site = _site()
        actor = terminal_actor(site.store, now=_now())
        password = getpass.getpass(_sentence("terminal.password")) if sys.stdin.isatty() else sys.stdin.readline()
        digest = accounts.hash_password(password.rstrip("\r\n"))
        roles = [*role, Role.ADMINISTRATOR] if admin else role
        with site.store.writing() as db:
            accounts.add_person(
                db, actor, name=name, login=login, password_hash=digest, roles=roles,
                administration=administration, now=_now(),
            )  # fmt: skip
        _tell("terminal.person_added", name=name)


def _ranking(weighting: str, convention: Convention, threshold: float) -> tuple[Ranking, dict[str, str]]:
    """The order under a named weighting, and the titles of the cases in the terminal's language."""
    site = _site()
    actor = terminal_actor(site.store, now=_now())
    with site.store.reading() as db:
        ranking = reading.ranking(
            db, actor, site.definitions.criteria, weighting=weighting, convention=convention, threshold=threshold
        )
        titles = {line.reference: in_language(line.title, _language) for line in reading.cases(db, actor)}
    return ranking, {reference: text.value for reference, text in titles.items() if text}


def _review_of(reference: str) -> dict[str, Any]:
    """The newest review of a case as plain values."""
    site = _site()
    actor = terminal_actor(site.store, now=_now())
    with site.store.reading() as db:
        known = reading.reviews_of(db, actor, reference)
        held = reading.review(db, actor, known[0]) if known else None
        if held is None:
            raise ReviewingError("review.none_begun", reference=reference)
        framework = site.definitions.frameworks.get((held.framework, held.framework_version))
        if framework is None:
            raise ReviewingError("review.other_framework", version=held.framework_version)
        return review_told(db, actor, held.id, framework, now=_now())


def _verify_snapshot(file: Path) -> None:
    """Compute it again; where this machine has a site, its journal is asked for the file and its fingerprint too."""
    content = _bytes_of(file)
    found = check_snapshot(content)
    for one in found.differences:
        _tell(one.code, error=True, subject=one.subject, said=one.said, found=one.found)
    known = True
    if store_exists(Settings().site_url):
        site = _site()
        actor = terminal_actor(site.store, now=_now())
        with site.store.reading() as db:
            line = recorded(db, actor, found.reference)
        known = line == Recorded(found.fingerprint, hashlib.sha256(content).hexdigest())
        code = "snapshot.recorded" if known else "snapshot.not_recorded"
        if line is not None and not known and line.fingerprint == found.fingerprint:
            code = "snapshot.other_file"
        _tell(code, error=not known, reference=found.reference)
    if not found.holds or not known:
        raise typer.Exit(UNDERSTOOD_BUT_WRONG)
    _tell("snapshot.holds", reference=found.reference, cases=found.cases, fingerprint=found.fingerprint)


def _would_do(report: IntakeReport) -> Reconciliation:
    """What accepting the rows would do; a trial makes no site."""
    if not store_exists(Settings().site_url):
        return reconcile((), report.rows)
    site = _site()
    return submitting.preview(site.store, terminal_actor(site.store, now=_now()), report)


def _accept(report: IntakeReport, definitions: Definitions, *, role: CaseRole, admit: bool) -> Reconciliation:
    """Take the rows in; where there is no site yet, an empty one is made first."""
    site, made = open_or_make(Settings(), definitions, now=_now())
    if made:
        _tell("terminal.site_made", place=_place(site), error=True)
    actor = terminal_actor(site.store, now=_now())
    with site.store.writing() as db:
        accepted = submitting.accept(db, actor, report, definitions, role=role, admit=admit, now=_now())
    return accepted.reconciliation


def _site() -> Site:
    settings = Settings()
    return open_site(settings.site_url, settings=settings, definitions=Definitions(), now=_now())


def _now() -> datetime:
    return datetime.now(UTC)


def _place(site: Site) -> str:
    return site.store.url.render_as_string(hide_password=True)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise StoreError("terminal.file_unreadable", name=file.name, why=error.strerror or "") from error


@contextmanager
def _sentences() -> Iterator[None]:
    """A named error ends the command with its sentence, never with a traceback."""
    try:
        yield
    except (
        StoreError,
        AccountError,
        IntakeError,
        submitting.SubmittingError,
        reading.UnknownWeightingError,
        ReviewingError,
        SnapshotError,
    ) as error:
        _tell(error.code, error=True, **error.values)
        raise typer.Exit(NOT_UNDERSTOOD) from None
    except EmptyRegionError:
        _tell("region.empty", error=True)
        raise typer.Exit(NOT_UNDERSTOOD) from None
    except (DeclaredFileError, CriteriaError) as error:
        _tell("definition.unreadable", error=True, why=str(error))
        raise typer.Exit(NOT_UNDERSTOOD) from None
    except PermissionDeniedError as error:
        _tell(error.code, error=True, permission=_sentence(f"permission.{error.permission}"))
        raise typer.Exit(NOT_UNDERSTOOD) from None


@cache
def _catalogue() -> Catalogue:
    """The sentences, read once: an import may tell of a hundred rows."""
    return joined(load_catalogue(DATA / "words"), load_catalogue(DATA / "words" / "kit"))


def _sentence(key: str, **values: Any) -> str:
    text = _catalogue().text(_language, key, values.get("n"))
    if _catalogue().has(limit := f"limit.{values.get('what')}"):
        values["what"] = _catalogue().text(_language, limit)
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def _problem_sentence(problem: Problem) -> str:
    return _sentence(str(problem.code), **problem.values)


def _tell(key: str, *, error: bool = False, **values: Any) -> None:
    (sys.stderr if error else sys.stdout).write(_sentence(key, **values) + "\n")


def _tell_import(told: dict[str, Any], *, dry_run: bool) -> None:
    counts: dict[str, Any] = {key: value for key, value in told.items() if isinstance(value, int)}
    _tell("terminal.import_would" if dry_run else "terminal.import_done", **counts)
    _tell("terminal.import_administrations", n=len(told["administrations"]))
    for stage, count in told["stages"].items():
        sys.stdout.write(f"  {_sentence(f'stage.{stage}')}: {count}\n")
    for problem in told["problems"][:20]:
        place = " ".join(str(part) for part in (problem["row"], problem["column"]) if part is not None)
        sys.stdout.write(f"  [{place}] {problem['message']}\n")
    if len(told["problems"]) > 20:
        _tell("terminal.more_problems", n=len(told["problems"]) - 20)


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n")


if __name__ == "__main__":
    app()
