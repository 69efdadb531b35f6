"""A run's ``log.txt``: what the process says, whoever started it."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

FORMAT = "%(asctime)s %(message)s"


@contextlib.contextmanager
def logging_to(path: Path) -> Iterator[None]:
    """Append log messages, warnings and the traceback of an error to a file.

    A process whose output already goes into the file, as the page starts it, adds nothing.
    """
    if _is_output(path):
        yield
        return
    handler = logging.FileHandler(path, delay=True, encoding="utf-8")
    handler.setFormatter(logging.Formatter(FORMAT, "%Y-%m-%d %H:%M:%S"))
    logger = logging.getLogger("gioada")
    level, shown = logger.level, warnings.showwarning
    logger.setLevel(min(logger.getEffectiveLevel(), logging.INFO))
    logger.addHandler(handler)

    def show(message: Warning | str, category: type[Warning], *where: object) -> None:
        handler.emit(logging.makeLogRecord({"msg": f"{category.__name__}: {message}"}))
        shown(message, category, *where)  # type: ignore[arg-type]

    warnings.showwarning = show  # type: ignore[assignment]
    try:
        yield
    except Exception as error:
        record = logging.makeLogRecord({"msg": str(error), "exc_info": sys.exc_info()})
        handler.emit(record)
        raise
    finally:
        warnings.showwarning = shown
        logger.removeHandler(handler)
        logger.setLevel(level)
        handler.close()


def _is_output(path: Path) -> bool:
    try:
        output = os.fstat(sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):  # no real file behind it, as under pytest
        return False
    return path.exists() and os.path.samestat(output, path.stat())
