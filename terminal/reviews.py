"""Ethics reviews, from the terminal: shown, exported, and their signatures computed again."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from actions import reading
from actions.examining import ReviewingError
from actions.review_told import review_told, signature_holds, stands_as_told
from actions.site import terminal_actor
from terminal.said import UNDERSTOOD_BUT_WRONG, AsJson, language, now, print_json, sentence, sentences, tell, the_site
from wording.told import FileError, says

review = typer.Typer(no_args_is_help=True, help="Ethics reviews.")


@review.command("show")
def show_review(
    reference: str = typer.Argument(help="Reference of the case, as UC-00001."),
    as_json: AsJson = False,
) -> None:
    """The newest review of a case: depth, reviewers, answers, verdict."""
    with sentences():
        told = _review_of(reference)
        if as_json:
            print_json(told)
            return
        verdict = told["verdict"]
        decision = verdict["decision"] if verdict else "pending"
        tell(
            "terminal.review", reference=reference, state=sentence(f"review.state.{told['state']}"),
            depth=sentence(f"review.depth.{told['depth']}"), verdict=sentence(f"verdict.{decision}"),
        )  # fmt: skip
        people = _people()
        active = [people.get(one["reviewer"], one["reviewer"]) for one in told["reviewers"] if one["active"]]
        tell("terminal.reviewers", names=", ".join(active) or "-", n=told["reviewers_wanted"])
        if told["blind"]:
            tell("terminal.review_blind")
            return
        _questions_told(told)
        for one in told["dissents"]:
            tell("review.dissent_of", name=people.get(one["by"], one["by"]), text=one["text"])
        for one in told["dissents_after_the_signature"]:
            tell("review.dissent_late", name=people.get(one["by"], one["by"]), text=one["text"])
        if verdict and verdict["signed"]:
            _signature_told(verdict, people)


def _people() -> Mapping[str, str]:
    """Names by pseudonym, in the script of the terminal's language."""
    site = the_site()
    actor = terminal_actor(site.store, now=now())
    with site.store.reading() as db:
        return {pseudonym: one.name_in(language()) for pseudonym, one in reading.names(db, actor).items()}


def _signature_told(verdict: dict[str, Any], people: Mapping[str, str]) -> None:
    """Who signed and when, what was made stricter, what the conditions take, and whether it still is in force."""
    tell("review.closed", at=verdict["signed_at"][:16], name=people.get(verdict["signed_by"], verdict["signed_by"]))
    if verdict["reason"]:
        by_rules = sentence(f"verdict.{verdict['by_rules']}")
        tell("review.made_stricter", by_rules=by_rules, reason=verdict["reason"])
    if verdict["cost_mad"] or verdict["months"]:
        tell("terminal.conditions", cost=verdict["cost_mad"], months=verdict["months"])
    tell("review.signature", hash=verdict["hash"])
    if not verdict["in_force"] and verdict["lapsed_by"]:
        sys.stdout.write(_lapsed(verdict["lapsed_by"]) + "\n")


def _lapsed(by: Sequence[str]) -> str:
    """What ended a verdict: time, or the fields of its case that changed."""
    if says(f"review.lapsed_{by[0]}"):
        return sentence(f"review.lapsed_{by[0]}")
    facts = (one.removeprefix("facts.") for one in by)
    names = [sentence(f"fact.{one}" if says(f"fact.{one}") else f"review.field.{one}") for one in facts]
    return sentence("review.lapsed", fields=names)


def _questions_told(told: dict[str, Any]) -> None:
    """Each question with the answer that holds and what it reveals, in the terminal's language."""
    framework = the_site().definitions.frameworks[told["framework"]["id"], told["framework"]["version"]]
    for one in told["questions"]:
        answer = framework.words.text(language(), f"answer.{one['holds']}") if one["holds"] else "-"
        finding = sentence(f"severity.{one['finding']}") if one["finding"] else ""
        ask = framework.words.text(language(), f"{one['question']}.ask")
        sys.stdout.write(f"  {answer:<14} {finding:<14} {framework.question(one['question']).code:<7} {ask}\n")


@review.command("export")
def export_review(
    reference: str = typer.Argument(help="Reference of the case, as UC-00001."),
    to: Path = typer.Option(..., "--to", help="The file to write (JSON)."),
) -> None:
    """Write the newest review of a case to a file, with reasons, dissents and what was signed."""
    with sentences():
        if to.suffix.lower() not in {".json", ""}:
            raise FileError("terminal.only_json", name=to.name)
        told = _review_of(reference)
        try:
            to.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        except OSError:
            raise FileError("file.unwritable", name=str(to)) from None
        tell("terminal.written", file=str(to))


@review.command("verify")
def verify_review(reference: str = typer.Argument(help="Reference of the case, as UC-00001.")) -> None:
    """Compute again what each verdict on a case is bound to, and compare it with what was signed; then whether the
    case stands as the journal tells, with its days, costs and all else that no signature holds.
    """
    with sentences():
        site = the_site()
        actor = terminal_actor(site.store, now=now())
        with site.store.reading() as db:
            found, stands = signature_holds(db, actor, reference), stands_as_told(db, actor, reference)
            given = {one.review_id: one for one in reading.verdicts_of(db, actor, reference)}
        if not found:
            raise ReviewingError("review.none_given", reference=reference)
        codes = {True: "holds", False: "differs", None: "older"}
        for number, holds in found.items():
            tell(f"terminal.signature_{codes[holds]}", error=holds is False, n=number)
            if by := given[number].lapsed_by:
                sys.stdout.write(f"  {_lapsed(by)}\n")
        if not stands:
            tell("journal.changed_behind", error=True, name=reference)
        if False in found.values() or not stands:
            raise typer.Exit(UNDERSTOOD_BUT_WRONG)


def _review_of(reference: str) -> dict[str, Any]:
    """The newest review of a case as plain values."""
    site = the_site()
    actor = terminal_actor(site.store, now=now())
    with site.store.reading() as db:
        known = reading.reviews_of(db, actor, reference)
        held = reading.review(db, actor, known[0]) if known else None
        if held is None:
            raise ReviewingError("review.none_begun", reference=reference)
        framework = site.definitions.frameworks.get((held.framework, held.framework_version))
        if framework is None:
            raise ReviewingError("review.other_framework", version=held.framework_version)
        return review_told(db, actor, held.id, framework, now=now())
