"""The journal outlives a killed process and a resumed run."""

from __future__ import annotations

from pathlib import Path

from gioada.training.journal import Journal, read_journal


def written(path: Path, count: int) -> Journal:
    journal = Journal(path)
    for step in range(1, count + 1):
        journal.write({"step": step, "terms": {"image": step / 7}})
    return journal


def test_lines_come_back(tmp_path: Path) -> None:
    journal = written(tmp_path / "journal.jsonl", 3)
    assert read_journal(journal.path) == [
        {"step": step, "terms": {"image": step / 7}} for step in (1, 2, 3)
    ]


def test_no_file_is_no_lines(tmp_path: Path) -> None:
    assert read_journal(tmp_path / "journal.jsonl") == []


def test_the_half_line_of_a_killed_process_is_dropped(tmp_path: Path) -> None:
    path = written(tmp_path / "journal.jsonl", 3).path
    path.write_text(path.read_text()[:-12])
    assert [line["step"] for line in read_journal(path)] == [1, 2]
    journal = Journal(path)
    journal.cut(5)
    journal.write({"step": 3})
    assert [line["step"] for line in read_journal(path)] == [1, 2, 3]


def test_resuming_drops_the_lines_after_the_checkpoint(tmp_path: Path) -> None:
    path = written(tmp_path / "journal.jsonl", 5).path
    journal = Journal(path)
    journal.cut(2)
    journal.write({"step": 3, "again": True})
    lines = read_journal(path)
    assert [line["step"] for line in lines] == [1, 2, 3]
    assert lines[-1]["again"]
