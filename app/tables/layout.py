"""The tab Tables: what ``python -m gioada reproduce`` measured, and what follows from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from app.tab import QUIET, Opening
from gioada.methods.presets import ALIASES, PRESETS
from gioada.methods.variants import VARIANTS

DOCS = Path(__file__).resolve().parents[2] / "docs"
_TABLE = re.compile(r"(?:^\|.*\n)+", re.M)
_METHOD = re.compile(r"^\| `([^`]+)` \|", re.M)
"""The head of a row."""
RESULTS, FINDINGS = DOCS / "results", DOCS / "findings.md"


def found() -> dict[str, Path]:
    """Pages by the title in their first line: the tables first, then others and the findings."""
    tables = sorted(RESULTS.glob("table*.md"))
    paths = [*tables, *sorted(set(RESULTS.glob("*.md")) - set(tables)), FINDINGS]
    return {title(path): path for path in paths if path.is_file()}


def title(path: Path) -> str:
    """``Table 1 on demo, steady``."""
    head = path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ").replace("`", "")
    variant = path.stem.rpartition("-")[2]
    return f"{head}, {variant}" if variant in VARIANTS else head


def text_of(chosen: str | None) -> str:
    """The text of a page: its first table, then the rest; methods are called as on other tabs.

    Without its first line, and without links that only a file has.
    """
    path = found().get(chosen or "")
    if path is None:
        return "No table is measured yet: `python -m gioada reproduce table1` makes one."
    text = path.read_text(encoding="utf-8").partition("\n")[2]
    text = re.sub(r"!?\[([^\]]*)\]\((?!https?:)[^)]*\)", r"\1", text)
    table = _TABLE.search(text)
    first, rest = (table[0], text.replace(table[0], "", 1)) if table else ("", text)
    return _METHOD.sub(_titled, f"{first}\n{rest}")


def _titled(row: re.Match[str]) -> str:
    preset = PRESETS.get(ALIASES.get(row[1], row[1]))
    return f"| {preset.title} (`{row[1]}`) |" if preset and preset.title else row[0]


@dataclass(frozen=True, kw_only=True)
class Tables:
    """What the page needs of the tab."""

    chosen: gr.Dropdown
    text: gr.Markdown

    def open(self, opening: Opening) -> None:
        """Look for tables again, as new ones may be there."""

        def found_again(now: str | None) -> tuple[Any, str]:
            titles = list(found())
            value = now if now in titles else next(iter(titles), None)
            return gr.update(choices=titles, value=value), text_of(value)

        opening.first_seen(found_again, self.chosen, [self.chosen, self.text], **QUIET)


def build(_: object = None) -> Tables:
    """Lay the tab out."""
    titles = list(found())
    first = titles[0] if titles else None
    chosen = gr.Dropdown(titles, value=first, label="Table", allow_custom_value=True)
    text = gr.Markdown(text_of(first), elem_classes=["tables"])
    chosen.input(text_of, chosen, text, **QUIET)
    return Tables(chosen=chosen, text=text)
