"""The launcher: `streamlit run app.py` serves the site. The script itself is ui/shell.py.

It is a launcher and not the script because Streamlit would serve a file of pages/ that stands beside the
script to whoever is first on a fresh server, without asking the script.
"""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

import pages
from ui import opening, sign_in, warm
from ui.gatekeeper import Gatekeeper
from ui.style.fonts import font_directory

HERE = Path(__file__).resolve().parent
site = opening.site_or_stop()


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Prepare what every visitor needs, so that the first one does not wait for it."""
    if site.settings.production:
        warm.warm(pages)
        # What is loaded by now stays for good: no collection need look at it again. What a page makes is nearly all
        # freed without a collection, so that looking every 700 objects cost a sixth of each page.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
    yield


app = st.App(
    HERE / "ui" / "shell.py",
    lifespan=lifespan,
    middleware=[Middleware(Gatekeeper)],
    routes=[*sign_in.ROUTES, Mount("/fonts", StaticFiles(directory=font_directory()), name="fonts")],
)

if __name__ == "__main__":
    app.run()
