"""Write the references anew: ``python -m tests.guard.record``.

They say what every preset learns, what every command and endpoint answers, and what run folders
of old turn into. A change that is meant to leave numbers alone must leave these files alone. They
may be written anew only

* where the task in hand says that these very numbers change, and the commit says which and why;
* for another version of torch, in a commit that changes nothing else;
* to add a preset, command or endpoint: what was there before must come out the same.

``python -m tests.guard.record PART`` prints one part, which is what the tests compare.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from tests.guard.pinned import HERE, machine, pin, record_apart

REFERENCES = HERE / "references"


def _journals() -> dict[str, Any]:
    from tests.guard.journals import journals

    return dict(journals())


def _old_runs() -> dict[str, Any]:
    from tests.guard.old_runs import old_runs

    return old_runs()


PARTS: dict[str, Callable[[], dict[str, Any]]] = {"journals": _journals, "old_runs": _old_runs}


def record(part: str) -> dict[str, Any]:
    """A part's values, with what they depend on; the process must have been started pinned."""
    pin()
    with tempfile.TemporaryDirectory() as locks, contextlib.redirect_stdout(sys.stderr):
        os.environ["GIOADA_LOCKS"] = locks
        return {"machine": machine(), "values": PARTS[part]()}


def main() -> None:
    """Print one part, or write all references."""
    if sys.argv[1:]:
        print(json.dumps(record(sys.argv[1])))
        return
    REFERENCES.mkdir(exist_ok=True)
    for part in PARTS:
        path = REFERENCES / f"{part}.json"
        path.write_text(json.dumps(record_apart(part), indent=1, sort_keys=True) + "\n")
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
