"""Draw the floors of the project from its imports, into ``docs/architecture.md``.

    python -m tools.architecture [--check]

The picture is Mermaid between two markers: a box for each package of ``gioada`` and for the page,
an arrow from who imports to what is imported, left out where a longer way says it. ``--check``
writes nothing and fails where the page has another picture.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import grimp

PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"
BEGIN, END = "<!-- drawn by tools/architecture.py -->", "<!-- end -->"
Arrows = dict[str, set[str]]


def arrows() -> Arrows:
    """Which box imports which: the parts of ``gioada`` by name, all of ``app`` as one."""
    graph = grimp.build_graph("gioada", "app")
    found: Arrows = {}
    for module in graph.modules:
        here = _box(module)
        for imported in graph.find_modules_directly_imported_by(module):
            there = _box(imported)
            if here and there and here != there:
                found.setdefault(here, set()).add(there)
    return found


def _box(module: str) -> str:
    parts = module.split(".")
    return "app" if parts[0] == "app" else parts[1] if len(parts) > 1 else ""


def without_shortcuts(found: Arrows) -> Arrows:
    """The arrows that no longer way replaces."""
    return {
        here: {there for there in others if not _reaches(found, others - {there}, there)}
        for here, others in found.items()
    }


def _reaches(found: Arrows, starts: set[str], goal: str) -> bool:
    seen, left = set(), list(starts)
    while left:
        here = left.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            left += found.get(here, ())
    return False


def picture() -> str:
    """The Mermaid text, the same for the same imports."""
    lines = ["```mermaid", "flowchart TD"]
    for here, others in sorted(without_shortcuts(arrows()).items()):
        lines += [f"    {here} --> {there}" for there in sorted(others)]
    return "\n".join([*lines, "```"])


def drawn_into(text: str) -> str:
    """The page with today's picture.

    Raises:
        ValueError: the page has not the two markers.
    """
    if BEGIN not in text or END not in text:
        raise ValueError(f"{PAGE} lacks the line {BEGIN!r} or {END!r}.")
    before, rest = text.split(BEGIN, 1)
    return f"{before}{BEGIN}\n{picture()}\n{END}{rest.split(END, 1)[1]}"


def main() -> int:
    """Draw, or check what is drawn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check, text = parser.parse_args().check, PAGE.read_text()
    new = drawn_into(text)
    if check:
        print("the picture is today's" if new == text else "run python -m tools.architecture")
        return int(new != text)
    PAGE.write_text(new)
    return 0


if __name__ == "__main__":
    sys.exit(main())
