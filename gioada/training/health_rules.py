"""The rules of ``health``: each is a small function over the newest lines of a journal.

A rule's decorator holds when it speaks, what it says and what it tells to try, from which the
README's table is made; its docstring says why, and where the threshold comes from.
"""

from __future__ import annotations

from itertools import pairwise

from gioada.training.health_view import RECENT, Found, Rule, Try, View, percent, rule

LONG = 3 * RECENT
"""Lines from which on one can say where a number is heading."""

WINS, GUESSES, WAS_RIGHT = 0.98, 0.52, 0.6
LEAK, LARGE_LEAK = 0.05, 0.15
FALLEN, RISEN = 0.95, 1.5
ENDED = 0.01
WAITS, WAITS_LONG = 0.05, 0.25
GROWN, GROWING = 1.25, 1.02  # a CPU's allocator keeps a tenth or two for itself

# --- discriminators -----------------------------------------------------------------------------


@rule(
    "a discriminator wins",
    when=f"it puts at least {WINS:.0%} of the patches on their own side",
    says="{name} is right {share} of the time: {learner} gets little useful gradient from it.",
    tries=(
        Try("method.readings.{game}-gan", "least-squares"),
        Try("training.lr-{game}", times=0.5),
        Try("method.weights.{weight}", times=3),
    ),
)
def discriminator_wins(view: View) -> Found:
    """A discriminator that is never wrong says nothing about what to improve.

    With the saturating form its gradient vanishes; with the others it stays but follows details
    that no step can change (Arjovsky and Bottou, 2017). It is nothing to stop a run for: on the
    demo pair D_img gets there in the best runs too, after 460 steps as the paper has it, after
    900 with least squares, after 840 with ten times the weight, and not in 1,000 with a tenth of
    the rate, which however gives way to the leak.
    """
    for means, words in view.games():
        if means[-1] >= WINS:
            yield "watch", words


@rule(
    "a balanced game",
    when=f"a discriminator puts {GUESSES:.0%} to {WINS:.0%} of the patches on their own side",
    says="{name} is right {share} of the time: both sides have something to learn.",
)
def balanced(view: View) -> Found:
    """Between guessing and winning the discriminator's gradient points somewhere."""
    for means, words in view.games():
        if GUESSES <= means[-1] < WINS:
            yield "fine", words


@rule(
    "a discriminator is fooled",
    when=f"it is right less than {GUESSES:.0%} of the time, and was {WAS_RIGHT:.0%} before",
    says="{name} is right {share} of the time and was {before}: it has lost its hold on the "
    "difference, which is the aim. Look at the pictures whether the content is kept.",
)
def discriminator_fooled(view: View) -> Found:
    """At the fixed point of (1) and (4) the discriminator can only guess."""
    for means, words in view.games():
        if means[-1] < GUESSES and max(means) >= WAS_RIGHT:
            yield "fine", words


@rule(
    "a discriminator has not learnt",
    when=f"it is right less than {GUESSES:.0%} of the time, and was never {WAS_RIGHT:.0%} in "
    f"{LONG} lines",
    says="{name} is right {share} of the time and was never better than {before} in {steps} "
    "steps: it pushes {learner} nowhere in particular.",
    tries=(Try("training.lr-{game}", times=2),),
)
def discriminator_has_not_learnt(view: View) -> Found:
    """Guessing from the start is no success: the two sides differ, and nobody has found out."""
    for means, words in view.games():
        if means[-1] < GUESSES and max(means) < WAS_RIGHT and len(view.lines) >= LONG:
            yield "watch", words


@rule(
    "a discriminator is dead",
    when=f"exactly half of the patches are on their own side in each of {RECENT} lines, after "
    f"{LONG} lines",
    says="{name} gives the same answer to everything: {learner} learns nothing from it.",
    tries=(Try("training.lr-{game}", times=0.5),),
)
def discriminator_dead(view: View) -> Found:
    """Whoever always says the same is right half of the time, to the last patch.

    A discriminator that has hardly begun does so too, hence the number of lines.
    """
    if len(view.lines) >= LONG:
        for _, words in view.games(dead=True):
            yield "act", words


# --- the task -----------------------------------------------------------------------------------


@rule(
    "the leak",
    when=f"told mirrored labels, the translator makes the task network read the false class on "
    f"{LEAK:.0%} more of the pixels where the two differ; to act on from {LARGE_LEAK:.0%}",
    says="Where mirrored labels differ from the true ones, the task network reads the false class "
    "on {false} of the pixels if the translator is told it, and on {true} if not: the translator "
    "writes labels into its pictures, which real images lack.",
    tries=(
        Try("method.readings.train-on-raw", "true"),
        Try("method.readings.noise", "0.05"),
        Try("method.readings.guide", "average"),
        Try("method.weights.image", times=3),
    ),
)
def leak(view: View) -> Found:
    """G_img sees the labels and is rewarded when G_task recovers them: it can write them in.

    On the demo pair +sd comes to 33 points in 480 steps (45 % against 12 %), while it reads 84 % of
    the translated and 78 % of the raw pixels right. With the variant ``steady``, where the task
    network sees raw images too, it is 11 points after 200 steps with as much read right of either.
    The bundled ``both`` has 3 on held-out frames, and a network that took no part at most 1.
    """
    if not view.names("leak"):
        return
    false, true = (view.means("leak", name)[-1] for name in ("false_labels", "true_labels"))
    if false - true >= LEAK:
        shares = {"false": percent(false), "true": percent(true)}
        yield "act" if false - true >= LARGE_LEAK else "watch", shares


@rule(
    "a loss has not fallen",
    when=f"the segmentation or depth term is above {FALLEN:.0%} of what it was in a phase's first "
    f"{RECENT} lines, after {LONG} lines",
    says="The {name} term is {now} and was {first} at the beginning, {steps} steps ago: the task "
    "network is not learning. Look at the labels and the depth in the pictures.",
    tries=(
        Try("training.lr-task", times=0.5),
        Try("networks.weights", "imagenet"),
        Try("networks.size", "full"),
    ),
)
def not_fallen(view: View) -> Found:
    """On the demo pair both terms come to 85 % of their first value, or below, in 60 lines.

    Adversarial, cycle and identity terms are no measure: they rise while all is well.
    """
    if not view.whole or len(view.lines) < LONG:
        return
    for name in _supervised(view):
        values = view.values("terms", name)
        first, now = sum(values[:RECENT]) / RECENT, view.means("terms", name)[-1]
        if now > FALLEN * first:
            yield "act", {**_loss(name, now), "first": f"{first:.3g}", "steps": view.steps}


@rule(
    "a loss rises",
    when=f"the segmentation or depth term is {RISEN:g} times the lowest mean over {RECENT} lines",
    says="The {name} term is {now} and has been {lowest}: training is coming apart.",
    tries=(Try("training.lr-task", times=0.5), Try("training.precision", "fp32")),
)
def risen(view: View) -> Found:
    """Means over so many lines go up and down by an eighth in the demo pair's runs."""
    for name in _supervised(view):
        means = view.means("terms", name)
        if means[-1] > RISEN * min(means):
            yield "act", {**_loss(name, means[-1]), "lowest": f"{min(means):.3g}"}


def _supervised(view: View) -> list[str]:
    return [
        name for name in ("segmentation", "depth", "distillation") if name in view.names("terms")
    ]


def _loss(name: str, now: float) -> dict[str, str]:
    return {"name": name, "now": f"{now:.3g}"}


# --- the machine --------------------------------------------------------------------------------


@rule(
    "the rates are at their end",
    when=f"every learning rate is at most {ENDED:.0%} of its highest value in the lines",
    says="The learning rates are at their end: the networks hardly change any more.",
)
def rates_ended(view: View) -> Found:
    """With poly and linear decay the last steps only settle what is there."""
    rates = [view.values("lr", name) for name in view.names("lr")]
    if rates and all(values[-1] <= ENDED * max(values) for values in rates):
        yield "fine", {}


@rule(
    "waiting for data",
    when=f"more than {WAITS:.0%} of the time passes in waiting for data; to act on above "
    f"{WAITS_LONG:.0%}",
    says="The step waits for data {share} of the time.",
    tries=(Try("training.workers", "2"),),
)
def waiting(view: View) -> Found:
    """A loader that keeps up costs nothing: the next batch is there when the step ends."""
    means = view.means("machine", "data_wait")
    if means and means[-1] > WAITS:
        yield "act" if means[-1] > WAITS_LONG else "watch", {"share": f"{means[-1]:.0%}"}


@rule(
    "memory grows",
    when=f"peak memory has grown in each third of at least {LONG} lines, by "
    f"{GROWN - 1:.0%} or more in all",
    says="Memory has grown by {growth} over {steps} steps, to {size}, and goes on growing: "
    "something is kept that should be dropped. Stop before it runs out, and go on with `--resume`.",
)
def memory_grows(view: View) -> Found:
    """A peak rises once when something larger is done, such as pictures; a leak rises again."""
    peaks = view.values("machine", "memory")
    if len(peaks) < LONG:
        return
    third = len(peaks) // 3
    marks = [peaks[third // 3], peaks[third], peaks[2 * third], peaks[-1]]
    rises = [after / before for before, after in pairwise(marks)]
    if min(rises) >= GROWING and marks[-1] / marks[0] >= GROWN:
        growth, size = f"{marks[-1] / marks[0] - 1:.0%}", f"{marks[-1] / 1e9:.1f} GB"
        yield "watch", {"growth": growth, "steps": view.steps, "size": size}


RULES: tuple[Rule, ...] = (
    discriminator_wins,
    discriminator_dead,
    discriminator_has_not_learnt,
    discriminator_fooled,
    balanced,
    leak,
    risen,
    not_fallen,
    waiting,
    memory_grows,
    rates_ended,
)
