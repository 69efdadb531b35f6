"""The journal outlives a killed process and a resumed run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gioada.training.folder import RunFolder
from gioada.training.journal import Journal, JournalTail, newest_lines, read_journal
from tests.training.folders import append, journal_line


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


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path)


def steps(tail: JournalTail) -> list[int]:
    return [line["step"] for line in tail.read()]


def test_each_line_is_read_once(folder: RunFolder) -> None:
    tail = JournalTail(folder.journal)
    assert tail.read() == []
    append(folder, journal_line(1), journal_line(2))
    assert tail.read() == [journal_line(1), journal_line(2)]
    assert tail.read() == []
    append(folder, journal_line(3))
    assert steps(tail) == [3]
    assert not tail.restarted


def test_half_a_line_waits_for_its_other_half(folder: RunFolder) -> None:
    tail = JournalTail(folder.journal)
    text = json.dumps(journal_line(2, phase="übersetzen"), ensure_ascii=False).encode() + b"\n"
    append(folder, journal_line(1))
    assert steps(tail) == [1]
    for byte in range(len(text)):
        with folder.journal.open("ab") as file:
            file.write(text[byte : byte + 1])
        lines = tail.read()
        assert [line["phase"] for line in lines] == (
            ["übersetzen"] if byte == len(text) - 1 else []
        )
        assert not tail.restarted


def test_a_resumed_run_starts_the_tail_anew(folder: RunFolder) -> None:
    tail = JournalTail(folder.journal)
    append(folder, *map(journal_line, range(1, 10)))
    assert len(tail.read()) == 9
    cut = RunFolder(folder.path / "cut")
    cut.path.mkdir()
    append(cut, *map(journal_line, range(1, 5)))
    cut.journal.replace(folder.journal)
    append(folder, *(journal_line(step, launch=2) for step in range(5, 20)))
    assert steps(tail) == [*range(1, 20)]
    assert tail.restarted
    append(folder, journal_line(20))
    assert steps(tail) == [20]
    assert not tail.restarted


def test_a_journal_cut_in_place_is_noticed(folder: RunFolder) -> None:
    tail = JournalTail(folder.journal)
    append(folder, *map(journal_line, range(1, 10)))
    tail.read()
    folder.journal.write_text("")
    assert tail.read() == []
    assert tail.restarted
    append(folder, journal_line(1))
    assert steps(tail) == [1]


def test_other_lines_in_the_same_file_are_noticed(folder: RunFolder) -> None:
    # As when a file system gives a new file the number of the old one.
    tail = JournalTail(folder.journal)
    append(folder, *map(journal_line, range(1, 5)))
    tail.read()
    other = [journal_line(step, phase="other") for step in range(1, 30)]
    folder.journal.write_text("".join(json.dumps(line) + "\n" for line in other))
    assert tail.read() == other
    assert tail.restarted


def test_a_journal_that_vanishes_is_empty(folder: RunFolder) -> None:
    tail = JournalTail(folder.journal)
    append(folder, journal_line(1))
    tail.read()
    folder.journal.unlink()
    assert tail.read() == []
    assert tail.restarted
    assert tail.read() == []
    assert not tail.restarted
    append(folder, journal_line(7))
    assert steps(tail) == [7]


def test_damage_is_passed_over(folder: RunFolder) -> None:
    append(folder, journal_line(1), end="\x00\x00\n[1]\n3\n\n{}\n")
    with folder.journal.open("ab") as file:
        file.write(b"\xff\xfe\n")
    append(folder, journal_line(2, terms={"image": float("nan")}))
    lines = JournalTail(folder.journal).read()
    assert [line["step"] for line in lines] == [1, 2]
    assert lines[1]["terms"] == {"image": None}


def test_the_newest_numbers_of_each_kind(folder: RunFolder) -> None:
    assert newest_lines(folder.journal, "machine", "validation") == [{}, {}]
    append(folder, {"step": 1, "validation": {"mIoU": 20.0}}, journal_line(1))
    append(folder, {"step": 2, "validation": {"mIoU": 31.2}}, *map(journal_line, range(2, 6)))
    append(folder, end='{"step": 6, "machine": {"step_seco')
    line, validation, none = newest_lines(folder.journal, "machine", "validation", "colour")
    assert line == journal_line(5)
    assert validation == {"step": 2, "validation": {"mIoU": 31.2}}
    assert none == {}


def test_a_part_named_elsewhere_is_not_that_part(folder: RunFolder) -> None:
    append(folder, journal_line(1), {"step": 2, "note": "machine"}, {"step": 3, "machine": "x"})
    assert newest_lines(folder.journal, "machine")[0]["step"] == 1
