"""The program: one file from standard input, its cells as JSON on standard output, within the limits it is given."""

import importlib
import json
import sys
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

from cells.budget import Budget, Refused

KINDS = {"xlsx": "cells.xlsx", "ods": "cells.ods", "xls": "cells.xls", "json": "cells.records"}
"""The module that reads each kind; only the one that is asked for is loaded."""
_BROKEN = (expat.ExpatError, zipfile.BadZipFile, zlib.error, LookupError, OSError, EOFError)


def read(content: bytes, kind: str, limits: dict[str, Any]) -> dict[str, Any]:
    """The visible sheets, or the one named in the limits, as plain values."""
    try:
        return _sheets(content, kind, limits)
    except Refused as refused:
        return {"error": refused.code, "values": refused.values}
    except MemoryError:
        return {"error": "intake.too_large", "values": {"what": "memory_bytes", "limit": limits["memory_bytes"]}}
    except (*_BROKEN, ValueError, RuntimeError, AssertionError, TypeError, AttributeError, ArithmeticError) as error:
        # Whatever a damaged file makes a reader stumble over: it is the file that is wrong.
        return {"error": "intake.unreadable", "values": {"reason": type(error).__name__}}
    except Exception as error:
        if kind != "xls":
            raise
        # xlrd raises errors of many modules on damaged files, struct's among them.
        return {"error": "intake.unreadable", "values": {"reason": type(error).__name__}}


def _sheets(content: bytes, kind: str, limits: dict[str, Any]) -> dict[str, Any]:
    workbook = importlib.import_module(KINDS[kind]).Workbook(content, Budget(limits))
    wanted = [
        (name, path)
        for name, visible, path in workbook.sheets
        if (visible if limits["sheet"] is None else name == limits["sheet"])
    ]
    if not wanted and limits["sheet"] is not None:
        there = [name for name, _, _ in workbook.sheets]
        raise Refused("intake.unknown_sheet", sheet=limits["sheet"], sheets=there)
    hidden = [name for name, visible, _ in workbook.sheets if not visible]
    return {"sheets": [{"name": name, "rows": workbook.rows(path)} for name, path in wanted], "hidden": hidden}


def _limit_process(limits: dict[str, Any]) -> None:
    """Limits of the kernel, where the system has them."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], limits["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"]))


def main() -> None:
    """Kind and limits from the command line."""
    kind, limits = sys.argv[1], json.loads(sys.argv[2])
    _limit_process(limits)
    answer = read(sys.stdin.buffer.read(), kind, limits)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))
