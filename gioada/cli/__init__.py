"""The command line. Commands import their machinery when they run, so that help is instant."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence

import tyro

from gioada.cli.audit import audit
from gioada.cli.batch import predict, translate
from gioada.cli.checkpoints import consistency, evaluate, export, push, results
from gioada.cli.data import data, render
from gioada.cli.figure import figure
from gioada.cli.followed import followed
from gioada.cli.reproduce import reproduce, reproduction
from gioada.cli.training import ask, experiments, presets, resume, runs, train
from gioada.errors import Problem
from gioada.methods.variants import SCALED

IN_USE = ("run.in_use", "batch.in_use")

SHORT = {"--literal": ("--variant", "literal")}
"""What stands for a variant by itself."""


def main() -> None:
    """Run a command; an expected failure is one sentence and exit status 2, in use is 3."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    words = [word for given in sys.argv[1:] for word in SHORT.get(given, (given,))]
    commands = {
        "train": train,
        "resume": resume,
        "runs": runs,
        "ask": ask,
        "predict": predict,
        "translate": translate,
        "evaluate": evaluate,
        "consistency": consistency,
        "audit": audit,
        "export": export,
        "push": push,
        "reproduce": reproduce,
        "results": results,
        "data": data,
        "render": render,
        "figure": figure,
        "presets": presets,
    }
    try:
        variant = chosen_variant(words)
        train.__annotations__["command"] = experiments(variant)
        reproduce.__defaults__ = (reproduction(variant),)
        with followed():
            tyro.extras.subcommand_cli_from_dict(
                commands,
                args=words,
                prog="python -m gioada",
                config=(tyro.conf.AvoidSubcommands,),
            )
    except (ValueError, OSError, MemoryError) as error:
        print(f"gioada: {error}", file=sys.stderr)
        sys.exit(3 if isinstance(error, Problem) and error.code in IN_USE else 2)
    except KeyboardInterrupt:
        sys.exit(130)


def chosen_variant(words: Sequence[str]) -> str:
    """The variant that a command line names; it need not exist."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--variant", nargs="?")
    return parser.parse_known_args(words)[0].variant or SCALED
