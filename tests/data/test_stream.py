"""The order of a run is a pure function of seed and position, and pairs keep together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gioada.data.augment import Augmentation
from gioada.data.depth import SCALES, normalise
from gioada.data.frame import Frame
from gioada.data.labels import KITTI10
from gioada.data.stream import (
    MicroBatches,
    PairStream,
    image_array,
    image_tensor,
    source_tensors,
)
from tests.problems import refused
from tests.tiny import MemoryFrames, memory_stream

SIDE = 32


class Numbered:
    """Frames whose every pixel is their number; columns are told apart by the depth."""

    def __init__(self, count: int, *, labelled: bool = True) -> None:
        self.count, self.labelled = count, labelled

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> Frame:
        image = np.full((SIDE, SIDE, 3), index, np.uint8)
        image[:, 0] = 255  # a bright left edge
        if not self.labelled:
            return Frame(image=image)
        ids = np.full((SIDE, SIDE), 7, np.uint8)
        ids[:, 0] = 26
        depth = np.full((SIDE, SIDE), 40.0, np.float32)
        depth[:, 0] = 8.0
        return Frame(image=image, ids=ids, depth=depth)


def numbered(source: int, target: int, *, seed: int = 0, flip: bool = False) -> PairStream:
    frames = Numbered(source), Numbered(target, labelled=False)
    change = Augmentation(flip=flip)
    return PairStream(*frames, KITTI10, seed=seed, source_change=change, target_change=change)


def drawn(stream: PairStream, positions: range) -> list[tuple[int, int]]:
    """The numbers of the frames at positions."""
    return [
        tuple(int(image_array(sample[part])[5, 5, 0]) for part in (0, -1))
        for sample in (stream[position] for position in positions)
    ]


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 9), start=st.integers(0, 12), count=st.integers(1, 4),
    batch=st.integers(1, 3),
)  # fmt: skip
def test_starting_at_k_is_the_same_as_skipping_k(
    seed: int, start: int, count: int, batch: int
) -> None:
    every = MicroBatches(first=0, count=start + count, batch=batch)
    whole = memory_stream(seed=seed).batches(every, workers=0)
    rest = MicroBatches(first=start, count=count, batch=batch)
    late = list(memory_stream(seed=seed).batches(rest, workers=0))
    assert len(late) == count
    for first, second in zip(list(whole)[start:], late, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_nothing_else_decides_what_is_drawn() -> None:
    torch.manual_seed(1)
    np.random.default_rng(1)
    before = torch.get_rng_state()
    first = list(memory_stream().batches(MicroBatches(first=0, count=3, batch=2), workers=0))
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(2)
    again = list(memory_stream().batches(MicroBatches(first=0, count=3, batch=2), workers=0))
    for one, other in zip(first, again, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def test_loader_processes_do_not_change_the_order() -> None:
    shares = MicroBatches(first=1, count=3, batch=2)
    alone = list(memory_stream().batches(shares, workers=0))
    helped = list(memory_stream().batches(shares, workers=2))
    for one, other in zip(alone, helped, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 99), source=st.integers(1, 9), target=st.integers(1, 9))
def test_each_epoch_of_each_domain_covers_every_frame_once(
    seed: int, source: int, target: int
) -> None:
    pairs = drawn(numbered(source, target, seed=seed), range(3 * source * target))
    for part, length in enumerate((source, target)):
        numbers = [pair[part] for pair in pairs]
        for epoch in range(0, len(numbers), length):
            assert sorted(numbers[epoch : epoch + length]) == list(range(length))


def test_epochs_seeds_and_domains_have_orders_of_their_own() -> None:
    stream = numbered(8, 8)
    first, second = drawn(stream, range(8)), drawn(stream, range(8, 16))
    assert first != second
    assert drawn(numbered(8, 8, seed=1), range(8)) != first
    assert [pair[0] for pair in first] != [pair[1] for pair in first]


def test_no_sample_draws_the_numbers_that_its_epochs_order_came_from() -> None:
    orders: list[list[int]] = [[], []]
    own: list[list[int]] = []

    def note(domain: int):
        def change(frame: Frame, draw: np.random.Generator) -> Frame:
            orders[domain].append(int(frame.image[5, 5, 0]))
            own.append(draw.permutation(8).tolist())
            return frame

        return change

    stream = numbered(8, 8, seed=3)
    stream.changes = (note(0), note(1))  # type: ignore[assignment]
    for position in range(8):
        stream[position]
    assert not [order for order in orders if order in own]
    assert len({tuple(each) for each in own}) == 16, "each sample has numbers of its own"


def test_image_labels_and_depth_are_flipped_together_for_half_of_the_samples() -> None:
    flips = []
    for position in range(80):
        image, labels, depth, _, target = numbered(8, 8, flip=True)[position]
        bright = [bool(maps[0, 0, 0] > maps[0, 0, -1]) for maps in (image, target)]
        cars = bool(labels[0, 0] == KITTI10.classes.index("car"))
        near = bool(depth[0, 0, 0] < depth[0, 0, -1])
        assert bright[0] == cars == near
        flips.append(bright)
    for domain in (0, 1):
        assert 20 < sum(flip[domain] for flip in flips) < 60
    assert any(source != target for source, target in flips)


def test_nothing_is_flipped_unless_asked_for() -> None:
    stream = numbered(4, 4)
    assert all(stream[position][1][0, 0] == 8 for position in range(12))


def test_a_sample_has_the_networks_types_and_ranges() -> None:
    image, labels, depth, valid, target = memory_stream()[0]
    assert valid.shape == (1, 32, 64) and valid.dtype == torch.bool and valid.all()
    assert image.shape == target.shape == (3, 32, 64)
    assert labels.shape == (32, 64) and depth.shape == (1, 32, 64)
    assert (image.dtype, labels.dtype, depth.dtype) == (torch.float32, torch.uint8, torch.float32)
    assert image.min() >= -1 and image.max() <= 1
    assert depth.min() >= 0 and depth.max() == 1
    assert set(labels.unique().tolist()) <= {*range(10), 255}


def test_source_tensors_are_the_frame() -> None:
    frame = MemoryFrames(1)[0]
    image, labels, depth, _ = source_tensors(frame, KITTI10)
    np.testing.assert_array_equal(image_array(image), frame.image)
    np.testing.assert_array_equal(labels, KITTI10.from_ids(frame.ids))
    np.testing.assert_array_equal(depth[0], normalise(frame.depth))


def test_where_no_depth_was_measured_a_neighbour_stands_in_and_does_not_count() -> None:
    frame = MemoryFrames(1)[0]
    assert frame.depth is not None
    frame.depth[:, 5] = np.nan
    frame.depth[:, 4] = 40.0
    _, _, depth, valid = source_tensors(frame, KITTI10)
    assert not valid[0, :, 5].any() and valid.sum() == valid.numel() - valid.shape[1]
    assert (depth[0, :, 5] == 0.5).all()


def test_depth_is_on_the_streams_scale() -> None:
    frame = MemoryFrames(1)[0]
    for scale in SCALES:
        np.testing.assert_array_equal(
            source_tensors(frame, KITTI10, scale)[2][0], normalise(frame.depth, scale)
        )


def test_fixed_samples_are_the_frames_themselves() -> None:
    stream = memory_stream()
    for index in range(3):
        image, *_, target = stream.fixed(index)
        np.testing.assert_array_equal(image_array(image), stream.source[index].image)
        np.testing.assert_array_equal(image_array(target), stream.target[index].image)


@pytest.mark.parametrize("workers", [0, 1])
def test_a_source_frame_needs_labels_and_mostly_depth(workers: int) -> None:
    frames = MemoryFrames(2, labelled=False), MemoryFrames(2)
    changes = {"source_change": Augmentation(), "target_change": Augmentation()}
    for needs_depth, code in ((True, "data.no_depth"), (False, "data.kind_missing")):
        stream = PairStream(*frames, KITTI10, seed=0, needs_depth=needs_depth, **changes)
        # As a value with its code, from another process too.
        with refused(code):
            next(stream.batches(MicroBatches(first=0, count=1), workers=workers))


def test_of_a_frame_without_depth_nothing_was_measured() -> None:
    frame = replace(MemoryFrames(1)[0], depth=None)
    _, labels, depth, measured = source_tensors(frame, KITTI10)
    assert depth.shape == measured.shape == (1, *labels.shape)
    assert not depth.any() and not measured.any()


def test_images_come_back_from_the_networks_range() -> None:
    ramp = np.arange(256, dtype=np.uint8).repeat(3).reshape(16, 16, 3)
    np.testing.assert_array_equal(image_array(image_tensor(ramp)), ramp)
    over = torch.tensor([-1.5, 0.0, 1.5]).view(3, 1, 1)
    assert image_array(over)[0, 0].tolist() == [0, 128, 255]


@settings(max_examples=30, deadline=None)
@given(
    first=st.integers(0, 5), count=st.integers(0, 4), processes=st.integers(1, 3),
    accumulate=st.integers(1, 3), size=st.integers(1, 3),
)  # fmt: skip
def test_processes_and_parts_share_each_step_without_gap_or_overlap(
    first: int, count: int, processes: int, accumulate: int, size: int
) -> None:
    batch = processes * accumulate * size
    shares = [
        MicroBatches(
            first=first,
            count=count,
            batch=batch,
            accumulate=accumulate,
            rank=rank,
            processes=processes,
        )
        for rank in range(processes)
    ]
    parts = [list(share) for share in shares]
    assert all(len(part) == len(share) for part, share in zip(parts, shares, strict=True))
    for step in range(count):
        mine = slice(step * accumulate, (step + 1) * accumulate)
        together = [position for part in parts for micro in part[mine] for position in micro]
        start = (first + step) * batch
        assert together == list(range(start, start + batch))


def test_a_batch_that_cannot_be_shared_is_refused_with_one_that_can() -> None:
    with refused("data.batch_shares", "--training.batch 4"):
        MicroBatches(first=0, count=1, batch=3, accumulate=2, processes=2)
