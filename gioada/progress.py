"""How far a job has come: a bar on a terminal, a plain line now and then in a file or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, TextIO

from tqdm import tqdm

EVERY = 10.0
"""Seconds between two lines where nobody sees a bar."""
newest: tqdm | None = None
"""The bar that was made last, for whoever reports how far a process is."""

_SHARE = "{desc}: {n_fmt} of {total_fmt}, {percentage:.0f} %, "
_LINE = _SHARE + "{rate_noinv_fmt}, {remaining} left{postfix}"
_COUNT = "{desc}: {n_fmt} so far, {rate_noinv_fmt}"


class _Lines:
    """A text stream that turns a bar's overwritten states into lines; the same state once."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._last = stream, ""

    def write(self, text: str) -> None:
        """Write what is no empty space, as a line."""
        line = text.strip()
        if line and line != self._last:
            self._stream.write(f"{line}\n")
            self._last = line

    def flush(self) -> None:
        """Flush the stream."""
        self._stream.flush()


def track(
    things: Iterable[Any] | None = None,
    *,
    what: str,
    total: int | None = None,
    done: int = 0,
    unit: str = "frame",
    show: bool = True,
) -> tqdm:
    """Progress over things, or by hand with ``update``, on standard error.

    On a terminal it is a bar with rate and time left. Elsewhere it is a line after every EVERY
    seconds and one at the end; a job that takes less says nothing.

    Args:
        things: what is passed over, or None.
        what: the job, for people: ``rendering street``.
        total: how many there are, where ``things`` cannot tell.
        done: how many were done before, which do not count for the rate.
        unit: what is counted.
        show: False shows nothing at all.
    """
    global newest
    known: dict[str, Any] = {"desc": what, "total": total, "initial": done}
    if not show:
        return tqdm(things, disable=True)
    if sys.stderr.isatty():
        newest = tqdm(things, unit=unit, **known)
        return newest
    # A length that is not known has no share and no time left.
    counted = total is not None or hasattr(things, "__len__")
    newest = tqdm(
        things,
        file=_Lines(sys.stderr),  # type: ignore[arg-type]
        mininterval=EVERY,
        miniters=1,
        delay=EVERY,
        bar_format=_LINE if counted else _COUNT,
        unit=f" {unit}s",
        **known,
    )
    return newest
