"""The tab Tables: what ``python -m gioada reproduce`` measured, and what follows from it."""

from __future__ import annotations

import re
from pathlib import Path

import gradio as gr

from app.tab import PRIVATE
from gioada.methods.variants import VARIANTS

DOCS = Path(__file__).resolve().parents[2] / "docs"
RESULTS, FINDINGS = DOCS / "results", DOCS / "findings.md"


def found() -> dict[str, Path]:
    """Pages by the title in their first line: the findings first, then the tables."""
    paths = [FINDINGS, *sorted(RESULTS.glob("*.md"))]
    return {title(path): path for path in paths if path.is_file()}


def title(path: Path) -> str:
    """``Table 1 on demo, steady``."""
    head = path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ").replace("`", "")
    variant = path.stem.rpartition("-")[2]
    return f"{head}, {variant}" if variant in VARIANTS else head


def page(chosen: str | None) -> str:
    """The text of a page, without its first line and without links that only a file has."""
    path = found().get(chosen or "")
    if path is None:
        return "No table is measured yet: `python -m gioada reproduce table1` makes one."
    text = path.read_text(encoding="utf-8").partition("\n")[2]
    return re.sub(r"!?\[([^\]]*)\]\((?!https?:)[^)]*\)", r"\1", text)


def build() -> None:
    """Lay the tab out."""
    titles = list(found())
    first = titles[0] if titles else None
    chosen = gr.Dropdown(titles, value=first, label="Table", allow_custom_value=True)
    text = gr.Markdown(page(first), elem_classes=["tables"])
    chosen.change(page, chosen, text, **PRIVATE)
