"""Many people at once: does everybody get an answer, and their own?

    python -m benchmarks.crowd [--people 50] [--rounds 3] [--same 0.98]

So many clients ask a page of its own at the same moment, every third for a translation and the
others for a prediction, each with a picture that nobody else sends, and again when all are served.
Checked is that each got an answer, that it is that of their own picture (the same networks are
asked here, without the page), and that the page's memory ends within a tenth of where it was after
the first round. Printed are the seconds that half of the people, and 95 of 100, waited at most.

Exits with 1 where one of this does not hold.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from gradio_client import Client, handle_file
from PIL import Image

from app import examples
from benchmarks.page import DEMO, ROOT, page

MEMORY = 1.1
"""That the page may end with, as a share of what it had after the first round."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with a picture of their own."""

    number: int
    client: Client
    folder: Path

    @property
    def translates(self) -> bool:
        """Whether they ask for a translation rather than a prediction."""
        return self.number % 3 == 2

    def files(self, turn: int) -> tuple[Path, ...]:
        """What they send: a frame that is shifted as nobody else's is; maps for a translation."""
        frame = examples.triples()[0] if self.translates else examples.photos()[0]
        given = (frame.image, frame.labels, frame.depth) if self.translates else (frame.image,)
        found = []
        for name in given:
            path = self.folder / f"{self.number}-{turn}-{Path(str(name)).name}"
            if not path.exists():
                with Image.open(str(name)) as opened:
                    shifted = np.roll(np.asarray(opened), 7 * self.number + 3 * turn + 1, axis=1)
                Image.fromarray(shifted).save(path)
            found.append(path)
        return tuple(found)

    def ask(self, turn: int) -> tuple[float, np.ndarray | None]:
        """Seconds that they waited, and their translation or label map; None for no answer."""
        sent = [handle_file(str(path)) for path in self.files(turn)]
        endpoint = "/translate" if self.translates else "/predict"
        started = time.perf_counter()
        try:
            answer = self.client.predict(*sent, DEMO, api_name=endpoint)
        except Exception as error:  # whatever a client raises is no answer
            print(f"person {self.number}: {error}", flush=True)
            return time.perf_counter() - started, None
        waited = time.perf_counter() - started
        with Image.open(answer[0]) as opened:
            return waited, np.asarray(opened)


class Truth:
    """The networks of the page, asked here."""

    def __init__(self) -> None:
        from gioada.inference.frame_translator import load_frame_translator
        from gioada.inference.predictor import load_predictor

        folder = ROOT / "checkpoints" / DEMO
        self._predictor = load_predictor(folder)
        self._translator = load_frame_translator(folder)

    def likeness(self, person: Person, turn: int, answer: np.ndarray) -> float:
        """The share of an answer, in [0, 1], that is what that person asked for."""
        from app.predict.files import label_picture
        from gioada.data.files import read_depth, read_image, read_labels
        from gioada.data.labels import find_space

        files = [str(path) for path in person.files(turn)]
        image = read_image(files[0]).values
        if person.translates:
            space = find_space(self._translator.card.space)
            labels, depth = read_labels(files[1], space).values, read_depth(files[2]).values
            wanted = self._translator.translate(image, labels=labels, depth=depth)
            same = np.abs(wanted.astype(int) - answer).max(-1) < 8
            return float(same.mean())
        found, space = self._predictor.predict(image), find_space(self._predictor.card.space)
        wanted = np.asarray(label_picture(found.labels, space, "cityscapes-ids"))
        return float((wanted == answer).mean()) if wanted.shape == answer.shape else 0.0


def crowd(count: int, rounds: int, same: float) -> bool:
    """Let so many people ask so many times; whether all is as it should be."""
    with tempfile.TemporaryDirectory() as name, page() as (address, server):
        with ThreadPoolExecutor(count) as pool:
            patient = {"timeout": 300}
            clients = [Client(address, verbose=False, httpx_kwargs=patient) for _ in range(count)]
            people = [
                Person(number=number, client=client, folder=Path(name))
                for number, client in enumerate(clients)
            ]
            for person in people:
                for turn in range(rounds):
                    person.files(turn)
            answers: list[list[tuple[float, np.ndarray | None]]] = []
            memory: list[int] = []
            for turn in range(rounds):
                answers.append(list(pool.map(lambda each, turn=turn: each.ask(turn), people)))
                memory.append(server.memory_info().rss)
        return _judged(people, answers, memory, same)


def _judged(
    people: Sequence[Person],
    answers: Sequence[Sequence[tuple[float, np.ndarray | None]]],
    memory: Sequence[int],
    same: float,
) -> bool:
    """Print what was found, and whether all of it is good."""
    truth = Truth()
    waited = [seconds for each in answers for seconds, _ in each]
    pairs = [
        (person, turn, answer)
        for turn, each in enumerate(answers)
        for person, (_, answer) in zip(people, each, strict=True)
    ]
    likenesses = [truth.likeness(*each) for each in pairs if each[2] is not None]  # type: ignore[arg-type]
    own = sum(each >= same for each in likenesses)
    grown = memory[-1] / memory[0]
    print(
        f"{len(people)} people, {len(answers)} rounds: {len(likenesses)} of {len(pairs)} got an "
        f"answer, {own} their own (least likeness {min(likenesses, default=0):.4f})"
    )
    print(
        f"waited: p50 {statistics.median(waited):.1f} s, "
        f"p95 {statistics.quantiles(waited, n=20)[-1]:.1f} s"
    )
    print(
        "memory after each round: "
        + ", ".join(f"{each / 2**20:.0f}" for each in memory)
        + f" MiB: {grown:.2f}x"
    )
    return own == len(pairs) and grown <= MEMORY


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--same", type=float, default=0.98, help="share of an answer that must be as asked here"
    )
    options = parser.parse_args()
    sys.exit(0 if crowd(options.people, options.rounds, options.same) else 1)


if __name__ == "__main__":
    main()
