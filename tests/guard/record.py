"""Write the references anew: ``python -m tests.guard.record``.

They say what every preset learns, what every command and endpoint answers, and what run folders
of old turn into. A change that is meant to leave numbers alone must leave these files alone. They
may be written anew only

* where the task in hand says that these very numbers change, and the commit says which and why;
* for another version of torch, in a commit that changes nothing else;
* to add a preset, command or endpoint: what was there before must come out the same.

``python -m tests.guard.record PART ...`` prints parts, which is what the tests compare.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable
from typing import Any

from tests.guard.compare import REFERENCES
from tests.guard.pinned import machine, pin, record_apart


def _journals() -> dict[str, Any]:
    from tests.guard.journals import journals

    return dict(journals())


def _old_runs() -> dict[str, Any]:
    from tests.guard.old_runs import old_runs

    return old_runs()


def _commands() -> dict[str, Any]:
    from tests.guard.commands import commands

    return commands()


def _endpoints() -> dict[str, Any]:
    from tests.guard.endpoints import endpoints

    return endpoints()


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "journals": _journals,
    "old_runs": _old_runs,
    "commands": _commands,
    "endpoints": _endpoints,
}
"""What there is to record; torch must not be imported before the process is pinned."""


def record(parts: Iterable[str]) -> dict[str, Any]:
    """The values of parts, with what they depend on; the process must have been started pinned."""
    pin()
    with tempfile.TemporaryDirectory() as locks, contextlib.redirect_stdout(sys.stderr):
        os.environ["GIOADA_LOCKS"] = locks
        return {"machine": machine(), **{part: PARTS[part]() for part in parts}}


def main() -> None:
    """Print the named parts, or write all references."""
    if sys.argv[1:]:
        print(json.dumps(record(sys.argv[1:])))
        return
    REFERENCES.mkdir(exist_ok=True)
    recorded = record_apart(*PARTS)
    for part in PARTS:
        path = REFERENCES / f"{part}.json"
        path.write_text(_text({"machine": recorded["machine"], "values": recorded[part]}))
        print(f"{path}: {path.stat().st_size} bytes")


def _text(values: dict[str, Any]) -> str:
    """Strict json with a line for each list, so that a change is seen in a diff."""
    indented = json.dumps(values, indent=1, sort_keys=True)
    return re.sub(r"\[[^\[\]{}]*\]", lambda found: " ".join(found[0].split()), indented) + "\n"


if __name__ == "__main__":
    main()
