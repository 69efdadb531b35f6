"""Imports point downward."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

LINT = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"


def test_imports_point_downward(root: Path) -> None:
    # A process of its own, because the linter puts its folder on the path and sets up logging.
    wide = {**os.environ, "COLUMNS": "120"}
    result = subprocess.run(
        [sys.executable, "-c", LINT], cwd=root, env=wide, capture_output=True, text=True
    )
    assert result.returncode == 0, f"\n{result.stdout}\n{result.stderr}"
