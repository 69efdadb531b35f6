"""Run folders that most tests of this folder start from; some make their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gioada.training.folder import RunFolder
from gioada.training.status import hold_run
from tests.training.folders import make_run


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return make_run(tmp_path / "runs" / "both demo 0")


@pytest.fixture
def held(folder: RunFolder) -> Iterator[RunFolder]:
    """A run folder in which a trainer lives."""
    lock = hold_run(folder)
    yield folder
    lock.release()
