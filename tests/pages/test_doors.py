"""What a stranger can reach on a server that nobody has opened before: nothing of ours runs.

A server that was just started is a case of its own: before the first run of the shell, Streamlit would serve a file of
pages/ to whoever asks for its name, if it stood beside the script.
"""

import shutil
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from tests.pages.screens import SCREENS
from tests.serving import ROOT, Server, Socket, serving

WATCH = """
import os, sys, threading
places, log = tuple(os.environ["WATCHED"].split(os.pathsep)), os.environ["WATCH_LOG"]
def watch(frame, event, _argument):
    if event == "call" and frame.f_code.co_filename.startswith(places):
        with open(log, "a", encoding="utf-8") as out:
            out.write(f"{os.path.basename(frame.f_code.co_filename)}:{frame.f_code.co_name}\\n")
threading.setprofile(watch)
"""
"""Loaded by the server's Python before anything else: writes down each call into the shell and the pages."""
DOORS = [*SCREENS, *SCREENS.values()]
LAUNCHER = """
import sys
sys.path.insert(0, {root!r})
import streamlit as st
app = st.App({shell!r})
"""


def watched(folder: Path) -> dict[str, str]:
    """The environment of a server that writes down what it runs of ours."""
    hook = folder / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    places = [str(ROOT / "pages"), str(ROOT / "ui" / "shell.py")]
    return {"PYTHONPATH": str(hook), "WATCHED": ":".join(places), "WATCH_LOG": str(folder / "ran.txt")}


def ran(folder: Path) -> list[str]:
    log = folder / "ran.txt"
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


@pytest.fixture
def site_folder(demonstration_folder: Path, tmp_path: Path) -> Path:
    shutil.copyfile(demonstration_folder / "demonstration.sqlite", tmp_path / "demonstration.sqlite")
    return tmp_path


def refused(server: Server, *, cookie: str = "") -> bool:
    try:
        Socket(server, cookie).__exit__(None, None, None)
    except InvalidStatus as error:
        return error.response.status_code == 403
    return False


@pytest.mark.parametrize("door", DOORS)
def test_a_stranger_who_is_first_on_a_fresh_server_runs_nothing_of_ours(door, site_folder):
    with serving(site_folder, environment=watched(site_folder)) as server:
        page = server.open_page(f"/{door}")
        assert page.status == 303
        assert page.headers["location"].startswith("/entrer?")
        assert page.body == b""
        assert refused(server)
        assert refused(server, cookie="session=forged")
        assert ran(site_folder) == []


def test_the_watch_sees_a_page_that_does_run(site_folder):
    with serving(site_folder, environment=watched(site_folder)) as server:
        with Socket(server, server.enter(person="d-0001")) as tab:
            assert "Classement" in tab.run("classement").text
        assert "ranking.py:show" in ran(site_folder)


def test_without_the_gatekeeper_the_shell_still_shows_a_stranger_nothing(site_folder):
    launcher = site_folder / "launcher.py"
    launcher.write_text(LAUNCHER.format(root=str(ROOT), shell=str(ROOT / "ui" / "shell.py")), encoding="utf-8")
    with serving(site_folder, script=launcher, environment=watched(site_folder)) as server:
        for door in DOORS:
            with Socket(server) as tab:
                shown = tab.run(door)
            assert shown.addresses == set()
            assert "am-title" not in shown.text
        assert "shell.py:main" in ran(site_folder)
        assert [line for line in ran(site_folder) if line.endswith(":show")] == []


def test_even_served_by_its_file_a_page_is_blank(site_folder):
    """The worst launcher: a plain script with the files of pages/ beside it, and no navigation of its own."""
    shutil.copytree(ROOT / "pages", site_folder / "pages", ignore=shutil.ignore_patterns("__*"))
    script = site_folder / "plain.py"
    script.write_text("import streamlit as st\nst.write('the plain script')\n", encoding="utf-8")
    with serving(site_folder, script=script, environment={"PYTHONPATH": str(ROOT)}) as server:
        for screen in SCREENS:
            with Socket(server) as tab:
                shown = tab.run(screen)
            assert not shown.page_not_found, "the file was to be served"
            assert shown.elements == []
        with Socket(server) as tab:
            assert "the plain script" in tab.run("").text
