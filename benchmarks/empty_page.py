"""The floor of a page: six sliders and nothing else, served by a launcher that does what the site's does."""

from pathlib import Path

SCRIPT = """import streamlit as st

for number in range(6):
    st.slider(f"Slider {number}", 0, 100, 50, key=f"slider_{number}")
"""
# The site holds the same libraries: a collection of garbage would look at them.
LAUNCHER = """import gc
from contextlib import asynccontextmanager
from pathlib import Path

import pandas
import plotly.graph_objects
import sqlalchemy
import streamlit as st


@asynccontextmanager
async def lifespan(_app):
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    yield


app = st.App(Path(__file__).resolve().parent / "page.py", lifespan=lifespan)
"""


def write(folder: Path) -> Path:
    """Put a launcher and its script into a folder."""
    (folder / "page.py").write_text(SCRIPT, encoding="utf-8")
    launcher = folder / "launcher.py"
    launcher.write_text(LAUNCHER, encoding="utf-8")
    return launcher
