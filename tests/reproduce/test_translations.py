"""What translations kept, measured once per run and laid out over seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from gioada import records
from gioada.cli.reproduce import Reproduction, reproduce
from gioada.methods.presets import find
from gioada.reproduce import translations
from gioada.reproduce.kept import markdown
from gioada.reproduce.plan import Job, lines, plan
from gioada.reproduce.translations import Judges, TranslationScores, judge_all
from gioada.reproduce.work import work
from gioada.training.spec import Experiment, Launch, Training

JUDGES = Judges(
    reader="joint-demo-0",
    reader_source=65.8,
    reader_target=38.1,
    reader_recall={"road": 90.0, "pole": 20.0},
    measure="na-demo-0",
    raw=5.14,
    same=-0.2,
    frames=50,
)


def judged(preset: str, seed: int, pole: float, became: float) -> TranslationScores:
    return TranslationScores(
        preset=preset,
        seed=seed,
        kept={"road": 1.0, "pole": pole},
        became={"road": (), "pole": (("vegetation", became), ("sky", 0.01))},
        mean_kept=(1 + pole) / 2,
        depth_kept=0.5,
        edges=0.9,
        distance=1.5,
        distance_deviation=0.1,
        read_translated=0.9,
        read_raw=0.7,
    )


def test_seeds_are_averaged_and_losses_named() -> None:
    found = [judged("cg", 0, 0.4, 0.5), judged("cg", 1, 0.2, 0.7), judged("both", 0, 0.98, 0.01)]
    page = markdown(JUDGES, found, "the command", "steady")
    assert "| `cg` | 65.0 ± 7.1 | 100 | 30 | 50.0 ± 0.0 | 0.90 ± 0.00 | 1.50 ± 0.00 |" in page
    assert "| 90.0 ± 0.0 | 70.0 ± 0.0 | 2 |" in page
    assert "- `cg`: pole became vegetation 60 %." in page
    assert "- `both`: nothing." in page
    # Seed 0 alone is common: (1 + 0.98) / 2 against (1 + 0.4) / 2.
    assert "| `both` | +29.0 (one seed) |" in page
    assert "raw source is at 5.14" in page
    assert "| `target` | 55.0 | 90 | 20 | - | - |" in page
    assert "read *steady*" in page


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory, data: Path) -> tuple[list[Job], Launch]:
    root = tmp_path_factory.mktemp("study")
    like = Experiment(
        method=find("cg"),
        pair="demo-tiny",
        height=32,
        width=64,
        training=Training(steps=1, translation_steps=1, sample_every=0),
    )
    launch = Launch(data=data, device="cpu", quiet=True)
    planned = plan(lines(["na", "joint", "gd"]), like, seeds=1, root=root)
    assert work(planned, launch, say=lambda _: None) == []
    return planned, launch


def test_every_translator_is_judged_once(
    jobs: tuple[list[Job], Launch], monkeypatch: pytest.MonkeyPatch
) -> None:
    planned, launch = jobs
    judges, found = judge_all(planned, launch, say=lambda _: None)
    assert judges.reader == "joint-demo-tiny-0"
    assert [each.preset for each in found] == ["gd"], "na and joint translate nothing"
    assert -1 <= found[0].edges <= 1
    monkeypatch.setattr(translations, "_scored", lambda *_: pytest.fail("judged again"))
    assert judge_all(planned, launch, say=lambda _: None) == (judges, found)
    assert records.read(TranslationScores, planned[0].root / "translations" / "gd-demo-tiny-0.json")


def test_without_its_judges_nothing_is_judged(jobs: tuple[list[Job], Launch]) -> None:
    planned, launch = jobs
    with pytest.raises(ValueError, match="the judge joint of seed 0 is not trained yet"):
        judge_all([job for job in planned if job.preset != "joint"], launch, say=lambda _: None)


def test_other_items_of_the_same_command_do_not_mix_into_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []

    def note(jobs: list[Job], *_, **__) -> None:
        judged.extend(job.name for job in jobs)
        raise ValueError("enough")

    monkeypatch.setattr(translations, "judge_all", note)
    with pytest.raises(ValueError, match="enough"):
        reproduce(
            ("section4.2", "departures-input"),
            Reproduction(root=tmp_path, seeds=1, only_lay_out=True),
        )
    assert "plus-sd-demo-0" in judged
    assert not any(name.endswith(("raw", "steady")) for name in judged)
