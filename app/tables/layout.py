"""The tab Tables: what ``python -m gioada reproduce`` measured, and what follows from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from app.tab import PRIVATE, Opening
from gioada.methods.variants import VARIANTS

DOCS = Path(__file__).resolve().parents[2] / "docs"
RESULTS, FINDINGS = DOCS / "results", DOCS / "findings.md"


def found() -> dict[str, Path]:
    """Pages by the title in their first line: the findings first, then the tables, then others."""
    tables = sorted(RESULTS.glob("table*.md"))
    paths = [FINDINGS, *tables, *sorted(set(RESULTS.glob("*.md")) - set(tables))]
    return {title(path): path for path in paths if path.is_file()}


def title(path: Path) -> str:
    """``Table 1 on demo, steady``."""
    head = path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ").replace("`", "")
    variant = path.stem.rpartition("-")[2]
    return f"{head}, {variant}" if variant in VARIANTS else head


def text_of(chosen: str | None) -> str:
    """The text of a page, without its first line and without links that only a file has."""
    path = found().get(chosen or "")
    if path is None:
        return "No table is measured yet: `python -m gioada reproduce table1` makes one."
    text = path.read_text(encoding="utf-8").partition("\n")[2]
    return re.sub(r"!?\[([^\]]*)\]\((?!https?:)[^)]*\)", r"\1", text)


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

        opening.page.load(
            found_again, self.chosen, [self.chosen, self.text], show_progress="hidden", **PRIVATE
        )


def build(_: object = None) -> Tables:
    """Lay the tab out."""
    titles = list(found())
    first = titles[0] if titles else None
    chosen = gr.Dropdown(titles, value=first, label="Table", allow_custom_value=True)
    text = gr.Markdown(text_of(first), elem_classes=["tables"])
    chosen.input(text_of, chosen, text, show_progress="hidden", **PRIVATE)
    return Tables(chosen=chosen, text=text)
