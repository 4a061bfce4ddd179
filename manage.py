"""The same deeds from a terminal: `python manage.py --help`.

Exit 0 when done, 1 when a check found a fault, 2 when what was asked cannot be understood or done.
"""

import sys

import typer

from terminal.imports import imports
from terminal.keeping import keeping
from terminal.people import people
from terminal.ranking import ranking
from terminal.reviews import review
from terminal.said import speak
from terminal.taking_in import taking_in
from wording.language import SOURCE, Language

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for commands in (keeping, taking_in, imports, ranking):
    app.add_typer(commands)
app.add_typer(review, name="review")
app.add_typer(people, name="people")


@app.callback()
def main(lang: Language = typer.Option(SOURCE, help="Language of the sentences: fr, ar or en.")) -> None:
    """Keep a site from the terminal."""
    speak(lang)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]


if __name__ == "__main__":
    app()
