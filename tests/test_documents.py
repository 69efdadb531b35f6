"""What documents say of the code is what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gioada.training.health import rules_table


def between(text: str, name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- end of {name} -->", text, flags=re.DOTALL)
    assert found, f"there are no marks for {name}"
    return found[1].strip()


def test_the_rules_of_health_are_those_of_the_code(root: Path) -> None:
    assert between((root / "docs" / "training.md").read_text(), "rules") == rules_table().strip()


@pytest.mark.parametrize("document", ["README.md", "docs/training.md", "docs/data.md"])
def test_every_file_that_a_document_links_to_is_there(root: Path, document: str) -> None:
    path = root / document
    links = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text())
    assert links
    assert [link for link in links if not (path.parent / link).exists()] == []
