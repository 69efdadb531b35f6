"""What documents say of the code is what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gioada import records
from gioada.reproduce.layout import gained, spread
from gioada.reproduce.outcome import Outcome
from gioada.training.health import rules_table

DOCS = Path(__file__).resolve().parents[1] / "docs"


def between(text: str, name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- end of {name} -->", text, flags=re.DOTALL)
    assert found, f"there are no marks for {name}"
    return found[1].strip()


def test_the_rules_of_health_are_those_of_the_code(root: Path) -> None:
    assert between((root / "docs" / "training.md").read_text(), "rules") == rules_table().strip()


@pytest.mark.parametrize(
    "document",
    ["README.md", "CONTRIBUTING.md", *(f"docs/{path.name}" for path in sorted(DOCS.glob("*.md")))],
)
def test_every_file_that_a_document_links_to_is_there(root: Path, document: str) -> None:
    path = root / document
    links = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []


STUDY = {
    "table2": ("na", "cg", "gd", "+d", "+s", "+sd"),
    "table3": ("ss", "depth", "sep", "joint"),
    "table1": ("both",),
}


def cells(table: Path, label: str) -> list[str]:
    outcome = records.read(Outcome, table)
    row = next(each for each in outcome.rows if each.label == label)
    return [spread(row.means["mIoU"]), gained(outcome.gain(row)), row.variant]


def study_table(results: Path) -> str:
    """The short table of the study, from the results that lie beside it."""
    lines = ["| preset | scaled | gain | `steady` | gain |", "| --- | ---: | ---: | ---: | ---: |"]
    for table, labels in STUDY.items():
        for label in labels:
            *scaled, _ = cells(results / f"{table}.json", label)
            path = results / f"{table}-steady.json"
            *steady, variant = cells(path, label) if path.is_file() else ["", "", "scaled"]
            shown = scaled + (steady if variant != "scaled" else ["", ""])
            lines.append(f"| `{label}` | {' | '.join(shown)} |")
    return "\n".join(lines)


def test_the_short_table_of_the_study_is_that_of_the_results(root: Path) -> None:
    told = between((root / "docs" / "findings.md").read_text(), "study")
    assert told == study_table(root / "docs" / "results")
