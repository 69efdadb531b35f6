"""Committed tables are found, and shown as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.tables import layout


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(layout, "RESULTS", tmp_path)
    monkeypatch.setattr(layout, "FINDINGS", tmp_path / "findings.md")
    return tmp_path


def test_tables_are_found_by_their_titles(docs: Path) -> None:
    (docs / "table1.md").write_text("# Table 1 on `demo`\n\n| a |\n")
    (docs / "table1-steady.md").write_text("# Table 1 on `demo`\n\nsteady\n")
    assert list(layout.found()) == ["Table 1 on demo, steady", "Table 1 on demo"]
    assert layout.text_of("Table 1 on demo, steady").strip() == "steady"


def test_links_between_files_are_left_out(docs: Path) -> None:
    (docs / "findings.md").write_text("# Findings\nsee [this](a.md) and [that](https://b.org)\n")
    assert layout.text_of("Findings").strip() == "see this and [that](https://b.org)"


def test_a_page_begins_with_its_table_whose_methods_have_names(docs: Path) -> None:
    (docs / "table1.md").write_text("# Table 1\nHow it was run.\n\n| | mIoU |\n| `na` | 33 |\n")
    assert layout.text_of("Table 1").split("\n")[:2] == [
        "| | mIoU |",
        "| Non-adapted (`na`) | 33 |",
    ]
    assert "How it was run." in layout.text_of("Table 1")


def test_without_tables_it_is_said_how_to_make_one(docs: Path) -> None:
    assert "reproduce table1" in layout.text_of("Table 9")
