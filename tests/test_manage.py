"""The terminal, as a person types it: real commands in a folder of their own."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from actions import accounts as people
from actions import freezing, lapsing, reading
from actions.definitions import Definitions
from actions.permissions import Actor
from actions.site import open_site
from store import accounts as kept
from store import journal, use_cases, verifying
from store import reviews as store_reviews
from store.settings import ROOT
from tests.conftest import CAST, NOW, PASSWORD, bare_settings
from tests.real_data import EXCERPT, Inventory
from tests.usecases.test_snapshot import cells_of, changed_file
from usecases.performance import Convention
from usecases.robustness import Doubt, robustness
from usecases.snapshot import gathered
from usecases.standing import certified

KEYS = {
    "rows_read", "accepted", "new", "changed", "unchanged", "missing", "repeated", "rejected", "administrations",
    "stages", "problems",
}  # fmt: skip
PUBLISHED = {"production": 892, "build": 404, "idea": 399, "pilot": 287, "retired": 147, "unknown": 4}


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Terminal = Callable[..., Said]


QUIET = ("DATABASE_URL", "ANCHOR_KEY", "DEMO")


def terminal_in(folder: Path) -> Terminal:
    """Somebody who types commands for a site in this folder; each is a process of its own."""

    def type_command(*words: str, answer: str = "", **environment: str) -> Said:
        kept = {name: value for name, value in os.environ.items() if name not in QUIET}
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, input=answer, capture_output=True, text=True,
            encoding="utf-8", timeout=300, check=False, env=kept | {"SITE_DIR": str(folder)} | environment,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return Said(done.returncode, done.stdout, done.stderr)

    return type_command


def quick_terminal_in(folder: Path) -> Terminal:
    """The same commands one after the other in this process: a second each is saved, nothing else differs."""
    from typer.testing import CliRunner

    from manage import app

    def type_command(*words: str, answer: str = "", **environment: str) -> Said:
        quiet: dict[str, str | None] = dict.fromkeys(QUIET)
        done = CliRunner().invoke(app, list(words), input=answer, env=quiet | {"SITE_DIR": str(folder)} | environment)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    return type_command


@pytest.fixture
def process(tmp_path: Path) -> Terminal:
    return terminal_in(tmp_path / "site")


@pytest.fixture
def manage(tmp_path: Path) -> Terminal:
    return quick_terminal_in(tmp_path / "site")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Terminal, Path, Said]:
    """A site into which the excerpt was imported; tests of this module only add to it what does not matter."""
    folder = tmp_path_factory.mktemp("imported")
    said = terminal_in(folder)("import", str(EXCERPT), "--admit", "--json")
    return quick_terminal_in(folder), folder, said


def opened(folder: Path):
    settings = bare_settings(folder)
    return open_site(settings.site_url, settings=settings, definitions=Definitions(), now=NOW)


def test_a_first_import_makes_an_empty_site_says_so_and_answers_in_json(imported):
    _, folder, said = imported
    assert said.code == 0
    assert set(said.json) >= KEYS
    told = said.json
    assert told["rows_read"] == 200
    assert told["rows_read"] == sum(told[name] for name in ("new", "changed", "unchanged", "repeated", "rejected"))
    assert str(folder) in said.err
    assert all(set(one) == {"row", "column", "code", "message"} for one in told["problems"])
    assert all(one["message"] != one["code"] for one in told["problems"])
    site = opened(folder)
    with site.store.reading() as db:
        assert use_cases.count(db) == told["new"]
        assert verifying.verify(db) is None
        [line], _ = journal.lines(db, journal.Filter(act="cases.imported"))
        assert line.request_id
    site.store.close()


def test_the_same_file_again_changes_nothing(imported):
    manage, folder, first = imported
    site = opened(folder)
    with site.store.reading() as db:
        before = use_cases.listing(db)
    again = manage("import", str(EXCERPT), "--admit", "--json").json
    with site.store.reading() as db:
        assert use_cases.listing(db) == before
    site.store.close()
    assert (again["new"], again["changed"], again["missing"]) == (0, 0, 0)
    assert again["unchanged"] == first.json["new"]
    assert (again["repeated"], again["stages"]) == (first.json["repeated"], first.json["stages"])


def test_a_trial_stores_nothing_and_tells_what_would_be_done(manage, tmp_path, imported):
    said = manage("import", str(EXCERPT), "--dry-run", "--json")
    assert said.code == 0
    assert said.json["new"] == imported[2].json["new"]
    if (tmp_path / "site" / "site.sqlite").exists():
        site = opened(tmp_path / "site")
        with site.store.reading() as db:
            assert use_cases.count(db) == 0
        site.store.close()
    assert "200" in manage("--lang", "en", "import", str(EXCERPT), "--dry-run").out


SPELLED = """Intitulé,Organisme porteur du besoin (2026),Stade
Tri,Ministère de la Santé et de la Protection sociale,idée
Appels,MSPS,en rodage
Accueil,وزارة الصحة والحماية الاجتماعية,idée
Relances,Min. Santé,pilote
Courriers,M.S.P.S.,pilote
Dossiers,Ministère de la Santé,pilote
"""
HEALTH = "Ministère de la Santé et de la Protection sociale"


def test_a_ministry_in_six_spellings_is_proposed_as_one_and_settled_with_other_words_for_the_next_file(
    manage, tmp_path
):
    """What the screen corrects, the terminal corrects; what was settled is remembered, and exported."""
    sheet = tmp_path / "six.csv"
    sheet.write_text(SPELLED, encoding="utf-8")
    column = "organisme PORTEUR du besoin (2026) =administration"
    asked = ("import", str(sheet), "--column", column, "--dry-run")
    told = manage(*asked, "--json").json
    proposed = {one["original"]: one["value"] for one in told["proposed_administrations"]}
    assert proposed == dict.fromkeys(["MSPS", "Min. Santé", "M.S.P.S.", "Ministère de la Santé"], HEALTH)
    assert len(told["administrations"]) == 5  # the Arabic name is the same body without being asked
    printed = manage("--lang", "en", *asked).out
    assert f"“MSPS”, 1 row  Proposed: {HEALTH}. These are its initials" in printed
    assert "--take-proposals" in printed
    taken = manage(
        *asked[:-1], "--take-proposals", "--spelling", "stage:en rodage=pilot", "--json"
    ).json  # fmt: skip
    assert taken["administrations"] == [HEALTH]
    assert taken["stages"] == {"idea": 2, "pilot": 4}
    assert taken["proposed_administrations"] == []
    again = manage("import", str(sheet), "--json").json  # without a word of how to read it
    assert (again["unchanged"], again["administrations"]) == (6, [HEALTH])
    exported = manage("corrections").out
    assert "en rodage: pilot" in exported
    assert f"MSPS: {HEALTH}" in exported


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("--column", "Intitulé"), ["“Intitulé”", "HEADER=FIELD"]),
        (("--column", "Intitulé=nothing"), ["“nothing” is no field", "title"]),
        (("--administration", "A", "--column", "Other=sector"), ["no column Other", "Intitulé, Organisme"]),
        (("--spelling", "stage:en rodage=rodage"), ["“rodage” is no value of “stage”", "pilot"]),
        (("--spelling", "sector:x=y"), ["“y” is no value of “sector”", "health"]),
        (("--spelling", "facts.personal_data:x=maybe"), ["“maybe” is no value", "yes, no"]),
        (("--spelling", "en rodage"), ["FIELD:SPELLING=VALUE"]),
        (("--delimiter", "ab"), ["“ab” is more"]),
        (("--sheet", "Other"), ["Other does not exist"]),
        (("--header-row", "40"), ["Row 40"]),
        (("--encoding", "klingon"), ["klingon"]),
        (("--column", "x=y", "--spelling", "z", "--delimiter", "ab"), ["“y”", "“z”", "“ab”"]),
    ],
)
def test_a_correction_that_cannot_be_meant_is_refused_with_what_can(manage, tmp_path, typed, told):
    sheet = tmp_path / "six.csv"
    sheet.write_text(SPELLED, encoding="utf-8")
    said = manage("--lang", "en", "import", str(sheet), *typed)
    assert said.code == 2
    assert [one for one in told if one not in said.err] == []


def test_a_column_is_named_by_its_letters_and_one_is_not_used(manage, tmp_path):
    sheet = tmp_path / "six.csv"
    sheet.write_text(SPELLED, encoding="utf-8")
    said = manage(
        "import", str(sheet), "--column", "[B]=administration", "--column", "Stade=-", "--dry-run", "--json"
    ).json  # fmt: skip
    assert (len(said["administrations"]), said["stages"]) == (5, {"unknown": 6})


def test_the_whole_inventory_gives_the_published_figures(process, inventory: Inventory):
    told = process("import", str(inventory.path), "--json").json
    assert told["rejected"] == 0
    if not inventory.whole:
        assert told["rows_read"] == 200
        return
    assert (told["rows_read"], told["accepted"], told["impact_flag"]) == (2133, 2133, 351)
    assert told["new"] + told["repeated"] == 2133
    assert told["stages"] == PUBLISHED
    assert len(told["administrations"]) == 41
    assert told["rows_by_administration"]["Department of Veterans Affairs"] == 229


def test_peers_are_taken_in_under_the_name_given_and_not_ranked(manage, tmp_path):
    said = manage("import", str(EXCERPT), "--role", "peer", "--register", "ailleurs", "--admit", "--json")
    assert said.code == 0
    site = opened(tmp_path / "site")
    with site.store.reading() as db:
        assert {(one.source_register, one.role.value) for one in use_cases.listing(db)} == {("ailleurs", "peer")}
    site.store.close()
    assert manage("rank", "--json").json["ranking"] == []


def test_the_terminals_order_is_the_one_of_the_screens(imported):
    manage, folder, _ = imported
    told = manage("rank", "--top", "7", "--json")
    assert told.code == 0
    site = opened(folder)
    with site.store.reading() as db:
        ranking = reading.ranking(db, CAST.terminal, site.definitions.criteria)
    site.store.close()
    found = told.json
    assert [(one["rank"], one["reference"]) for one in found["ranking"]] == [
        (one.rank, one.reference) for one in ranking.top(7)
    ]
    assert [one["value"] for one in found["ranking"]] == [one.value for one in ranking.top(7)]
    assert found["fingerprint"] == ranking.fingerprint
    assert all(one["title"] for one in found["ranking"])
    plain = manage("rank", "--top", "3").out.splitlines()
    assert [line.split()[2] for line in plain[:3]] == [one.reference for one in ranking.top(3)]


def test_the_terminals_firmness_is_the_one_of_the_screens(imported):
    manage, folder, _ = imported
    options = ["--first", "5", "--draws", "256", "--seed", "3", "--convention", "worst", "--threshold", "0.3"]
    told = manage("robustness", *options, "--certify", "1", "--json").json
    plain = manage("robustness", *options, "--top", "4").out.splitlines()
    site = opened(folder)
    with site.store.reading() as db:
        ranking = reading.ranking(
            db, CAST.terminal, site.definitions.criteria, convention=Convention.WORST, threshold=0.3
        )
    site.store.close()
    found = robustness(ranking, Doubt(draws=256, seed=3))
    assert [one["reference"] for one in told["cases"]] == list(ranking.references())
    assert [one["share_in_first"] for one in told["cases"]] == found.share_in_first(5).tolist()
    assert (told["draws"], told["seed"], told["fingerprint"]) == (256, 3, found.fingerprint)
    proven = certified(ranking, ranking.references()[0], Doubt(draws=256, seed=3, scores=False), seconds=2.0)
    seen = told["cases"][0]["standing"]["ranks_over_weights"]
    assert (seen["best"]["seen"], seen["worst"]["certain"]) == (proven.best.seen, proven.worst.certain)
    assert "standing" not in told["cases"][1]
    ends = told["cases"][0]["standing"]["ranks_over_everything"]
    certified_line, other = manage("robustness", *options, "--certify", "1", "--top", "2").out.splitlines()
    assert certified_line.endswith(f"  [{ends['best']['certain']}, {ends['worst']['certain']}]")
    assert "[" not in other
    for line, one in zip(plain, told["cases"], strict=False):
        assert line.split()[-1] == one["reference"]
        assert ("1.000" in line) == (one["share_in_first"] == 1.0)
    order = manage("rank", "--convention", "worst", "--threshold", "0.3", "--json").json
    assert order["fingerprint"] == ranking.fingerprint


@pytest.mark.parametrize("words", [("rank",), ("rank", "--json"), ("robustness", "--draws", "16")], ids=" ".join)
def test_a_reader_that_has_seen_enough_is_no_fault(imported, words):
    _, folder, _ = imported
    kept = {name: value for name, value in os.environ.items() if name not in QUIET}
    with subprocess.Popen(
        [sys.executable, "manage.py", *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=kept | {"SITE_DIR": str(folder)},
    ) as started:  # fmt: skip
        started.stdout.close()
        assert started.wait(timeout=120) == 0
        assert started.stderr.read() == b""


def test_a_frozen_ranking_is_verified_and_one_changed_score_is_named(imported, tmp_path):
    manage, folder, _ = imported
    made = manage("people", "add", "analyste", "--name", "Une analyste", "--role", "analyst", answer=f"{PASSWORD}\n")
    assert made.code == 0
    site = opened(folder)
    with site.store.reading() as db:
        analyst = next(Actor(one.id) for one in kept.everybody(db) if one.name == "Une analyste")
    with site.store.writing() as db:
        ranking = reading.ranking(db, CAST.terminal, site.definitions.criteria)
        reference = freezing.freeze_ranking(db, analyst, gathered(ranking, titles={}), name="Comité", now=NOW)
        content = freezing.snapshot_file(db, analyst, reference)
    site.store.close()
    file = tmp_path / "frozen.zip"
    file.write_bytes(content)
    said = manage("--lang", "en", "verify", str(file))
    assert said.code == 0
    assert reference in said.out
    victim = ranking.references()[2]

    zero = {f"{name}{end}": "0" for name in ranking.table.criteria for end in ("", ".low", ".high")}
    file.write_bytes(changed_file(content, "table.csv", cells_of(victim, zero), repaired=True))
    said = manage("--lang", "en", "verify", str(file))
    assert said.code == 1
    assert victim in said.err
    again = changed_file(content, "table.csv", lambda text: text, repaired=False)
    file.write_bytes(again)
    said = manage("--lang", "en", "verify", str(file))
    assert said.code == 1, "the same inputs in another file are not what was frozen"
    assert "not the one that was frozen" in said.err
    file.write_bytes(b"PK nothing")
    assert manage("verify", str(file)).code == 2


def test_a_weighting_that_nobody_saved_is_named(imported):
    said = imported[0]("--lang", "en", "rank", "--weighting", "Nobody’s")
    assert said.code == 2
    assert "Nobody’s" in said.err


def test_the_journal_is_checked_anchored_and_checked_against_its_anchors(manage, tmp_path):
    anchors = tmp_path / "anchors.jsonl"
    assert manage("init").code == 0
    assert manage("verify").code == 0
    assert manage("anchor", str(anchors)).code == 2, "no key, no seal"
    nowhere = manage("anchor", str(tmp_path / "nowhere" / "a.jsonl"), ANCHOR_KEY="une clé")
    assert (nowhere.code, str(tmp_path / "nowhere") in nowhere.err) == (2, True)
    assert manage("anchor", str(anchors), ANCHOR_KEY="une clé").code == 0
    manage("import", str(EXCERPT))
    assert manage("anchor", str(anchors), ANCHOR_KEY="une clé").code == 0
    assert len(anchors.read_text(encoding="utf-8").splitlines()) == 2
    assert manage("verify", "--anchor", str(anchors), ANCHOR_KEY="une clé").code == 0
    assert manage("verify", "--anchor", str(anchors), ANCHOR_KEY="une autre").code == 1
    cut(tmp_path / "site" / "site.sqlite")
    said = manage("--lang", "en", "verify")
    assert said.code == 1, "the chain holds, but nothing tells of the cases that its last line told of"
    assert "UC-00001" in said.err
    said = manage("--lang", "en", "verify", "--anchor", str(anchors), ANCHOR_KEY="une clé")
    assert said.code == 1
    assert any(letter.isdigit() for letter in said.err)


def test_a_row_changed_without_the_application_is_named_by_verify_and_by_the_doctor(manage, tmp_path):
    assert manage("import", str(EXCERPT)).code == 0
    assert manage("verify").code == 0
    with sqlite3.connect(tmp_path / "site" / "site.sqlite") as connection:
        connection.execute("UPDATE use_cases SET status = 'decided' WHERE reference = 'UC-00002'")
    said = manage("--lang", "fr", "verify")
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "UC-00002" in said.err
    said = manage("--lang", "en", "doctor")
    assert said.code == 1
    assert "UC-00002" in said.out


KEEPING = (("doctor",), ("verify",), ("backup", "copy.sqlite"), ("rank",), ("import", str(EXCERPT), "--change"))


@pytest.mark.parametrize("place", [0, 25, 50, 75], ids=lambda percent: f"at {percent} percent")
@pytest.mark.parametrize("command", KEEPING, ids=lambda words: words[0])
def test_a_damaged_site_is_told_as_damaged_by_every_command_and_none_breaks(imported, tmp_path, command, place):
    """A few pages of another content, wherever they lie: what needs them says so, and what does not goes on."""
    _, folder, _ = imported
    content = bytearray((folder / "site.sqlite").read_bytes())
    start = len(content) * place // 100 // 4096 * 4096
    content[start : start + 40_960] = b"\xa5" * 40_960
    (tmp_path / "site.sqlite").write_bytes(content)
    words = [str(tmp_path / one) if one == "copy.sqlite" else one for one in command]
    said = quick_terminal_in(tmp_path)("--lang", "en", *words)
    told = said.out + said.err
    assert "Traceback" not in told
    assert "sqlalchemy" not in told
    assert said.code in ({1, 2} if command[0] in {"doctor", "verify", "backup"} else {0, 1, 2})
    if said.code:
        assert "damaged" in told
    assert list(tmp_path.glob("copy*")) == []  # no copy of what is no site any more


def cut(path: Path) -> None:
    """Take the last line of a journal away, as somebody with the file would."""
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER journal_refuses_delete")
        connection.execute("DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)")
    connection.close()


def test_an_older_site_is_backed_up_before_its_upgrade_and_a_newer_one_is_not_upgraded(manage, tmp_path):
    manage("init")
    place = tmp_path / "site" / "site.sqlite"
    with closing(sqlite3.connect(place)) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '0012'")
    assert (manage("verify").code, manage("backup", str(tmp_path / "avant.sqlite")).code) == (2, 0)
    with closing(sqlite3.connect(place)) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    said = manage("upgrade")
    assert (said.code, "9999" in said.err, "Traceback" in said.err) == (2, True, False)


def test_what_the_database_or_the_system_refuses_is_a_sentence(manage, tmp_path):
    manage("init")
    with closing(sqlite3.connect(tmp_path / "site" / "site.sqlite")) as file, file:
        file.execute("ALTER TABLE weightings RENAME TO others")
    said = manage("verify")
    assert (said.code, "weightings" in said.err, "Traceback" in said.err) == (2, True, False)
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    said = manage("backup", str(tmp_path / "fichier" / "copie.sqlite"))
    assert (said.code, "Traceback" in said.err) == (2, False)


def test_an_altered_line_is_named_by_its_number(manage, tmp_path):
    import sqlite3

    manage("init")
    with sqlite3.connect(tmp_path / "site" / "site.sqlite") as connection:
        connection.execute("DROP TRIGGER journal_refuses_update")
        connection.execute("UPDATE journal SET actor = 'p-other' WHERE seq = 1")
    connection.close()
    said = manage("verify")
    assert said.code == 1
    assert "1" in said.err


def test_the_first_administrator_is_opened_from_the_terminal_and_signs_in(process, tmp_path):
    assert process("init").code == 0
    done = process("people", "add", "hicham", "--name", "Hicham Zerouali", "--admin", answer=PASSWORD + "\n")
    assert done.code == 0
    assert PASSWORD not in done.out + done.err
    site = opened(tmp_path / "site")
    token = people.sign_in(site.store, "hicham", PASSWORD, now=NOW)
    person = people.person_of(site.store, token, now=NOW)
    site.store.close()
    assert person is not None
    assert (person.name, person.roles) == ("Hicham Zerouali", {"administrator"})


def test_people_are_opened_with_their_roles_and_a_short_password_or_a_taken_login_is_refused(manage, tmp_path):
    manage("init")
    both = ("--role", "analyst", "--role", "auditor")
    assert manage("people", "add", "amina", "--name", "Amina", *both, answer=PASSWORD).code == 0
    for answer in ("court", "", PASSWORD):
        said = manage("people", "add", "amina", "--name", "Amina", answer=answer)
        assert said.code == 2
        assert said.err.strip()


def test_nobody_is_made_a_terminal(manage):
    manage("init")
    said = manage("people", "add", "t", "--name", "T", "--role", "terminal", answer=PASSWORD)
    assert (said.code, "terminal" in said.err) == (2, True)


def test_a_site_is_made_once(manage):
    assert manage("init").code == 0
    assert manage("upgrade").code == 0
    said = manage("init")
    assert said.code == 2


def test_commands_on_a_site_that_was_not_made_say_so(manage):
    for command in (("rank",), ("verify",), ("upgrade",), ("people", "add", "x", "--name", "X")):
        said = manage(*command, answer=PASSWORD)
        assert said.code == 2
        assert said.err.strip()


HEADER = "Title,Administration,Summary\n"


def far_cell(path: Path) -> None:
    """A workbook of a few kilobytes whose second cell is at the far end of the sheet."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "Title")
        sheet.write_string(1_048_575, 16_383, "far")


def unreadable(folder: Path) -> dict[str, tuple[str, ...]]:
    """Files that are no inventory, by what is wrong, with the words typed after import."""
    files: dict[str, bytes] = {
        "empty.csv": b"",
        "picture.csv": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
        "nul.csv": HEADER.encode() + b"Li\x00re,Sant\x00e,x\n",
        "header.csv": HEADER.encode(),
        "letter.csv": "Madame, Monsieur,\nveuillez agréer.\n".encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    far_cell(folder / "far.xlsx")
    (folder / "good.csv").write_text(HEADER + "Lire,Santé,Un résumé\n", encoding="utf-8")
    return {name: (str(folder / name),) for name in (*files, "far.xlsx", "nowhere.csv")} | {
        "wrong profile": (str(folder / "good.csv"), "--profile", "nobody")
    }


NAMES = ("empty.csv", "picture.csv", "nul.csv", "header.csv", "letter.csv", "far.xlsx", "nowhere.csv", "wrong profile")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_inventory_ends_with_a_sentence_in_the_readers_language(manage, tmp_path, name):
    words = unreadable(tmp_path)[name]
    sentences = {}
    for language in ("fr", "ar", "en"):
        said = manage("--lang", language, "import", *words)
        assert said.code == 2, said
        assert said.out == ""
        sentences[language] = said.err.strip()
    assert all(" " in sentence for sentence in sentences.values()), sentences
    assert any("\u0600" <= letter <= "\u06ff" for letter in sentences["ar"])
    assert len(set(sentences.values())) == 3, sentences
    assert not (tmp_path / "site" / "site.sqlite").exists(), "nothing was made for a file that was not understood"


@pytest.mark.parametrize("name", ["picture.csv", "far.xlsx"])
def test_a_refusal_leaves_the_process_with_two_and_its_sentence_in_arabic(process, tmp_path, name):
    said = process("--lang", "ar", "import", *unreadable(tmp_path)[name], PYTHONIOENCODING="ascii")
    assert (said.code, said.out) == (2, "")
    assert any("\u0600" <= letter <= "\u06ff" for letter in said.err)


def test_a_database_that_does_not_answer_is_told_in_a_sentence(process):
    said = process("rank", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nowhere?connect_timeout=2")
    assert said.code == 2
    assert said.err.strip()


def reviewed(folder: Path) -> tuple[str, int]:
    """A site in which one case was examined and judged; the terminal had no part in it."""
    from tests.actions import scenes

    url = f"sqlite:///{folder}/site/site.sqlite"
    site = open_site(url, settings=bare_settings(folder), definitions=Definitions(), now=NOW)
    with site.store.writing() as db:
        for who, role in ((CAST.amina, "analyst"), (CAST.rachid, "reviewer")):
            kept.add(db, kept.Person(who.id, "person", who.id, "", who.id, "", True, frozenset({role}), 1), at=NOW)
        reference = scenes.cleared(db)
        [number] = [one.id for one in store_reviews.lines(db)]
    site.store.close()
    return reference, number


def test_a_verdict_that_fell_says_so_beside_its_signature(manage, tmp_path):
    from tests.actions import scenes

    manage("init")
    reference, number = reviewed(tmp_path)
    site = open_site(
        f"sqlite:///{tmp_path}/site/site.sqlite", settings=bare_settings(tmp_path), definitions=Definitions(), now=NOW
    )
    with site.store.writing() as db:
        was = scenes.case(db, reference)
        after = was.model_copy(update={"facts": {**was.facts, "personal_data": True}})
        after = use_cases.save(db, after, expected_version=was.version, at=NOW)
        lapsing.follow_case(db, CAST.amina, after, scenes.DEFINITIONS.frameworks, was=was, now=NOW)
    site.store.close()
    told = manage("--lang", "en", "review", "verify", reference)
    assert told.code == 0, "what was signed is as it was; it is in force no longer"
    assert told.out.splitlines()[0] == f"Review {number}: the signature holds."
    assert "ersonal data" in told.out.splitlines()[1]
    blind = manage("review", "show", reference, "--json").json
    assert (blind["follows"], blind["verdict"]) == (number, None)


def test_a_review_is_shown_written_and_its_signature_checked(manage, tmp_path):
    manage("init")
    reference, number = reviewed(tmp_path)
    shown = manage("review", "show", reference, "--json").json
    verdict = shown["verdict"]
    assert (shown["reference"], verdict["decision"], verdict["signed"]) == (reference, "cleared", True)
    assert all(one["holds"] for one in shown["questions"])
    told = manage("--lang", "en", "review", "show", reference).out.splitlines()
    assert told[0].startswith(f"{reference}: review closed")
    assert told[1] == f"Reviewers: {CAST.rachid.id} (wanted: {shown['reviewers_wanted']})"
    asked = len(shown["questions"])
    assert "red_lines." not in "".join(told)
    assert {line.split()[0] for line in told[2 : 2 + asked]} <= {"Yes", "No", "Partly", "Not", "-"}
    assert told[2 + asked :][0].endswith(f"by {CAST.rachid.id}.")
    assert told[2 + asked :][1:] == [f"Signed fingerprint: {verdict['hash']}"]
    other = manage("--lang", "en", "review", "export", reference, "--to", str(tmp_path / "review.pdf"))
    assert (other.code, (tmp_path / "review.pdf").exists(), "JSON" in other.err) == (2, False, True)
    beyond = manage("--lang", "en", "review", "export", reference, "--to", str(tmp_path / "none" / "x.json"))
    assert (beyond.code, "cannot be written" in beyond.err) == (2, True)
    file = tmp_path / "review.json"
    assert manage("review", "export", reference, "--to", str(file)).code == 0
    assert json.loads(file.read_text(encoding="utf-8")) == shown
    held = manage("--lang", "en", "review", "verify", reference)
    assert (held.code, held.out.strip()) == (0, f"Review {number}: the signature holds.")

    def altered(statement: str) -> Said:
        """What is told once somebody with the file wrote in it; the next one finds it as it was."""
        with sqlite3.connect(tmp_path / "site" / "site.sqlite") as here, sqlite3.connect(":memory:") as kept:
            here.backup(kept)
            here.execute(statement)
            here.commit()
            said = manage("--lang", "en", "review", "verify", reference)
            kept.backup(here)
        return said

    answer = altered("UPDATE responses SET reason = 'Réécrit.' WHERE question = 'red_lines.manipulation'")
    assert f"Review {number}: what was signed is no longer what is kept." in answer.err
    # What no signature holds, the journal does: the day of the next review, what the conditions cost.
    for statement in (
        "UPDATE verdicts SET again_on = '2040-01-01'",
        "UPDATE verdicts SET cost_mad = 1",
        "UPDATE verdicts SET months = 9",
    ):
        said = altered(statement)
        assert said.code == 1
        assert said.out.strip() == f"Review {number}: the signature holds."
        assert said.err.startswith(f"“{reference}” does not stand as the journal last noted")
    assert manage("review", "verify", reference).code == 0


@pytest.mark.parametrize("command", [("show",), ("export", "--to", "x.json"), ("verify",)])
def test_a_case_without_a_review_is_told_in_a_sentence(manage, command):
    manage("init")
    refused = manage("--lang", "en", "review", command[0], "UC-00009", *command[1:])
    assert refused.code == 2
    assert "UC-00009" in refused.err
    assert "Traceback" not in refused.err


LIST = "Titre;Administration;Stade\nTri du courrier;Archives;pilote\nAccueil;Usagers;idée\n"


@pytest.fixture
def small(manage: Terminal, tmp_path: Path) -> Terminal:
    """A site with two cases from a list."""
    (tmp_path / "liste.csv").write_text(LIST, encoding="utf-8")
    assert manage("import", str(tmp_path / "liste.csv"), "--admit").code == 0
    return manage


def test_an_import_is_listed_tried_and_taken_back(small):
    [line] = small("imports", "--json").json
    assert (line["import"], line["counts"]["new"], line["taken_back"]) == (1, 2, False)
    tried = small("take-back", "1", "--dry-run", "--json").json
    assert small("take-back", "1", "--json").json == tried == {
        "withdrawn": ["UC-00001", "UC-00002"], "restored": [], "kept": []
    }  # fmt: skip
    assert small("imports", "--json").json[0]["taken_back"]
    again = small("--lang", "en", "take-back", "1")
    assert (again.code, again.err) == (2, "This import was taken back already.\n")
    assert small("rank", "--json").json["ranking"] == []


def test_a_list_whose_rows_name_nobody_belongs_to_whom_the_terminal_says(manage, tmp_path):
    (tmp_path / "liste.csv").write_text("Titre;Stade;Secteur\nTri;pilote;Santé\n", encoding="utf-8")
    told = manage("import", str(tmp_path / "liste.csv"), "--administration", "Archives du Maroc", "--json").json
    assert told["administrations"] == ["Archives du Maroc"]
    # The next list in the same form may be another administration's: who it was is not remembered.
    assert "Archives du Maroc" not in manage("corrections").out


def test_a_list_that_comes_again_tells_what_changes_field_by_field(small, tmp_path):
    (tmp_path / "liste.csv").write_text(LIST.replace("pilote", "en service"), encoding="utf-8")
    told = small("import", str(tmp_path / "liste.csv"), "--dry-run", "--json").json
    assert told["changes"] == [
        {"reference": "UC-00001", "row": 2, "fields": {"stage": ["pilot", "production"]}, "stay": [], "columns": {}}
    ]
    said = small("--lang", "fr", "import", str(tmp_path / "liste.csv"))
    assert (said.code, "1 cas connu reste comme il est" in said.out) == (0, True)
    told = small("import", str(tmp_path / "liste.csv"), "--json").json
    assert (told["changed"], told["waiting"]) == (1, ["UC-00001"])
    told = small("import", str(tmp_path / "liste.csv"), "--change", "--json").json
    assert (told["changed"], told["waiting"]) == (1, [])
    assert small("import", str(tmp_path / "liste.csv"), "--json").json["changes"] == []


def test_a_column_that_the_site_does_not_read_is_told_by_its_name(small, tmp_path):
    wider = [f"{line};{cell}" for line, cell in zip(LIST.splitlines(), ("Remarque interne", "a", "b"), strict=True)]
    (tmp_path / "large.csv").write_text("\n".join(wider), encoding="utf-8")
    small("import", str(tmp_path / "large.csv"), "--change")
    (tmp_path / "large.csv").write_text("\n".join(wider).replace(";b", ";c"), encoding="utf-8")
    told = small("import", str(tmp_path / "large.csv"), "--json").json
    [change] = told["changes"]
    assert (change["fields"], change["columns"], told["waiting"]) == ({}, {"Remarque interne": ["b", "c"]}, [])


def test_a_site_is_backed_up_restored_and_looked_over(small, tmp_path):
    copy = tmp_path / "copie.sqlite"
    saved = small("backup", str(copy), "--json").json
    assert copy.with_name("copie.sqlite.sha256").read_text(encoding="utf-8").startswith(saved["sha256"])
    assert small("backup", str(copy)).code == 2
    small("take-back", "1")
    before = small("rank", "--json").json["ranking"]
    restored = small("restore", str(copy), "--json").json
    assert (restored["seq"], restored["lost"] > 0) == (saved["seq"], True)
    assert before == []
    assert small("verify").code == 0
    found = small("doctor", "--json", ANCHOR_KEY="k", COOKIE_SECRET="c")
    assert found.code == 0
    assert {"doctor.migrated", "doctor.sound", "doctor.journal"} <= {one["code"] for one in found.json}
    assert "✓" in small("--lang", "ar", "doctor").out


def test_a_damaged_backup_is_refused_with_a_sentence(small, tmp_path):
    copy = tmp_path / "copie.sqlite"
    small("backup", str(copy))
    copy.write_bytes(copy.read_bytes()[:-4096])
    said = small("--lang", "en", "restore", str(copy))
    assert said.code == 2
    assert "hash written beside it" in said.err
    assert len(small("rank", "--json").json["ranking"]) + small("rank", "--json").json["not_yet_rankable"] == 2


def test_a_site_is_copied_into_another_store(small, tmp_path):
    to = f"sqlite:///{tmp_path / 'ailleurs.sqlite'}"
    assert small("move", "--to", to).code == 0
    assert small("verify", DATABASE_URL=to).code == 0
    assert small("--lang", "en", "move", "--to", to).code == 2


@pytest.mark.parametrize("command", [("imports",), ("take-back", "1"), ("corrections",), ("backup", "x"), ("doctor",)])
def test_keeping_a_site_that_was_not_made_says_so(manage, command):
    said = manage(*command)
    assert said.code == 2
    assert said.err.strip()


def test_a_cell_that_is_to_stay_stays(small, tmp_path):
    (tmp_path / "liste.csv").write_text(LIST.replace("pilote", "en service"), encoding="utf-8")
    [told] = small("import", str(tmp_path / "liste.csv"), "--dry-run", "--json").json["changes"]
    wrong = small("--lang", "en", "import", str(tmp_path / "liste.csv"), "--leave", "UC-00009")
    assert (wrong.code, "UC-00009" in wrong.err) == (2, True)
    small("import", str(tmp_path / "liste.csv"), "--leave", "UC-00001/stage")
    with sqlite3.connect(tmp_path / "site" / "site.sqlite") as db:
        [(stage,)] = db.execute("SELECT stage FROM use_cases WHERE reference = 'UC-00001'").fetchall()
    assert (set(told["fields"]), stage) == ({"stage"}, "pilot")


def test_the_same_file_again_is_said_to_be_the_same(small, tmp_path):
    said = small("--lang", "fr", "import", str(tmp_path / "liste.csv"))
    assert (said.code, "à l’octet près" in said.err) == (0, True)


@pytest.mark.parametrize("command", ["rank", "robustness"])
def test_a_site_without_a_case_says_so(manage, command):
    assert manage("init").code == 0
    assert "Aucun candidat n’est admis" in manage("--lang", "fr", command).out
