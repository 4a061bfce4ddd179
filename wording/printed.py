"""What a command prints: whoever reads it may stop early, and a place that is full is said in a sentence."""

import os
import sys
from collections.abc import Callable

from wording.language import Language
from wording.told import sentence

NOT_UNDERSTOOD = 2


def printed(run: Callable[[], int], spoken: Language) -> int:
    """Run a command to the last line of its output; gives the code with which it ends.

    A reader that has seen enough (``| head``) is no fault: 0. What cannot be written is one: 2.
    """
    try:
        code = run()
        sys.stdout.flush()
    except BrokenPipeError:
        say_no_more()
        return 0
    except OSError as error:
        say_no_more()
        sys.stderr.write(sentence(spoken, "terminal.not_printed", why=error.strerror or str(error)) + "\n")
        return NOT_UNDERSTOOD
    return code


def say_no_more() -> None:
    """What is left in the buffer goes nowhere: Python would try to write it once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
