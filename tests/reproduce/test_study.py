"""The study's pages follow from what its runs counted, which lies beside them."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from gioada import cli


@pytest.mark.parametrize("page", ["table2-steady", "departures-output"])
def test_a_page_is_laid_out_again_from_the_counts(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    committed = root / "docs" / "results" / f"{page}.md"
    words = shlex.split(committed.read_text().split("```")[1])[3:]
    where = ["--root", str(root / "docs" / "results" / "study"), "--to", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", ["gioada", *words, *where, "--only-lay-out"])
    cli.main()
    assert (tmp_path / committed.name).read_text() == committed.read_text()
