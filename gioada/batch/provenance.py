"""``provenance.json``: what made a folder of results, so that only the same goes on in it."""

from __future__ import annotations

import hashlib
import json
import platform
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from gioada import __version__, records
from gioada.errors import Advice, Problem
from gioada.models.card import Card

FILE = "provenance.json"


def made_with(card: Card, network: str) -> dict[str, str]:
    """What of a checkpoint decides over results: its weights, by their hash."""
    with card.weights(network).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": card.name,
        "network": network,
        "sha256": digest,
        "space": card.space,
        "depth_scale": card.depth_scale,
    }


class Ledger:
    """The provenance of a folder of results.

    Args:
        out: the folder, made if there is none.
        checkpoint: see ``made_with``.
        options: everything else that results depend on, of plain values.

    Raises:
        Problem: the folder holds something else, or was begun with another checkpoint or other
            options; ``batch.folder_used`` or ``batch.other_options``.
    """

    def __init__(self, out: Path, *, checkpoint: Mapping[str, Any], options: Mapping[str, Any]):
        self.out, self.path = out, out / FILE
        self._same = {"checkpoint": dict(checkpoint), "options": dict(options)}
        if out.exists() and not self.path.exists():
            others = [each.name for each in out.iterdir() if not each.name.startswith(".")]
            if others:
                what = "{out} is not empty and has no {file} ({other} lies there)."
                names: dict[str, object] = {"out": out, "file": FILE, "other": min(others)}
                advice = [Advice("to", f"{out}-2")]
                raise Problem("batch.folder_used", what, advice=advice, **names)
        out.mkdir(parents=True, exist_ok=True)
        with self._locked():
            if self.path.exists():
                self._compare(records.read_values(self.path))
            else:
                self._write({"frames": 0, "done": 0}, {})

    @contextmanager
    def alone(self, part: str) -> Iterator[None]:
        """Nobody else works at this part meanwhile; raises ``batch.in_use`` if somebody does."""
        lock = FileLock(self.out / f".{part}.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise Problem(
                "batch.in_use",
                "{out}: another process works at part {part} just now. Wait for it, or give each "
                "process a part of its own (--part 1/2, --part 2/2).",
                out=self.out,
                part=part,
            ) from None
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def ends(
        self, broken: Mapping[str, str], seen: set[str]
    ) -> Iterator[tuple[dict[str, Any], dict[str, float]]]:
        """Write down how it stands; the parts come here one after another.

        Args:
            broken: frames that could not be used, with the reason.
            seen: all frames that this process had to do with, whose earlier reasons are past.

        Yields:
            counts and frames left out, both to be filled in: ``frames``, ``done`` and others.
        """
        with self._locked():
            before = records.read_values(self.path).get("broken", {})
            kept = {name: why for name, why in before.items() if name not in seen}
            counts: dict[str, Any] = {}
            left_out: dict[str, float] = {}
            yield counts, left_out
            self._write(counts, {**kept, **broken}, left_out)

    def _locked(self) -> FileLock:
        return FileLock(self.out / ".provenance.lock")

    def _write(
        self,
        counts: Mapping[str, Any],
        broken: Mapping[str, str],
        left_out: Mapping[str, float] | None = None,
    ) -> None:
        values = {
            **self._same,
            "counts": {**counts, "broken": len(broken)},
            "broken": dict(sorted(broken.items())),
            **({"left_out": left_out} if left_out else {}),
            "command": shlex.join(["python", "-m", "gioada", *sys.argv[1:]]),
            "gioada": __version__,
            "python": platform.python_version(),
        }
        records.write_values(values, self.path)

    def _compare(self, found: Mapping[str, Any]) -> None:
        before = dict(_flat({name: found.get(name, {}) for name in self._same}))
        # Through json and back, as what was read went.
        wanted = dict(_flat(json.loads(json.dumps(self._same))))
        differing = [
            f"{key} was {before.get(key)!r} and is {wanted.get(key)!r}"
            for key in sorted({*wanted, *before})
            if before.get(key) != wanted.get(key)
        ]
        if differing:
            what = "{out} was begun in another way: {changes}. Say the same command to go on."
            changes = "; ".join(differing)
            advice = [Advice("to", f"{self.out}-2")]
            raise Problem("batch.other_options", what, advice=advice, out=self.out, changes=changes)


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The values of dictionaries in dictionaries, by their own keys."""
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value)
        else:
            yield key, value
