"""Imports point downward, and files and functions stay short enough to be read."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

MOST_LINES_OF_A_FILE = 300
MOST_LINES_OF_A_FUNCTION = 60

LINT = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"


def test_imports_point_downward(root: Path) -> None:
    # A process of its own, because the linter puts its folder on the path and sets up logging.
    wide = {**os.environ, "COLUMNS": "120"}
    result = subprocess.run(
        [sys.executable, "-c", LINT], cwd=root, env=wide, capture_output=True, text=True
    )
    assert result.returncode == 0, f"\n{result.stdout}\n{result.stderr}"


def sources(root: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted((root / "gioada").rglob("*.py")):
        yield path.relative_to(root), path.read_text(encoding="utf-8")


def test_files_are_short(root: Path) -> None:
    long = [
        f"{path}: {count} lines"
        for path, text in sources(root)
        if (count := len(text.splitlines())) > MOST_LINES_OF_A_FILE
    ]
    assert not long, f"longer than {MOST_LINES_OF_A_FILE} lines:\n" + "\n".join(long)


def test_functions_are_short(root: Path) -> None:
    long = [
        f"{path}:{node.lineno}: {node.name} has {count} lines"
        for path, text in sources(root)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (count := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    ]
    assert not long, f"longer than {MOST_LINES_OF_A_FUNCTION} lines:\n" + "\n".join(long)
