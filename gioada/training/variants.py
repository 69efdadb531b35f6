"""A variant over a whole experiment: its method, its networks and how it is trained."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from gioada.methods.variants import find_variant, varied
from gioada.training.spec import Experiment

Departed = TypeVar("Departed", bound=Experiment)


def departed(experiment: Departed, name: str) -> Departed:
    """An experiment with a variant's departures, as far as they concern its method.

    A method that learns from averaged weights keeps them, whatever the variant has.

    Raises:
        ValueError: naming the variants there are.
    """
    variant, method = find_variant(name), varied(experiment.method, name)
    kept = {"average": experiment.training.average} if method.needs_average else {}
    return replace(
        experiment,
        method=method,
        networks=replace(experiment.networks, **variant.networks),
        training=replace(experiment.training, **{**variant.training, **kept}),
    )
