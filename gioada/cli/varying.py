"""A variant's options are defaults of the command line, so it is looked for before the others."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from gioada.methods.variants import SCALED

SHORT = {"--literal": ("--variant", "literal")}
"""What stands for a variant by itself."""


def spelt_out(words: Sequence[str]) -> list[str]:
    """The words of a command line, ``--literal`` as ``--variant literal``."""
    return [word for given in words for word in SHORT.get(given, (given,))]


def chosen_variant(words: Sequence[str]) -> str:
    """The variant that a command line names; it need not exist."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--variant", nargs="?")
    return parser.parse_known_args(words)[0].variant or SCALED
