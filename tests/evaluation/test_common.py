"""Any checkpoint on any labelled set: which classes are common, and what counts as wrong."""

from __future__ import annotations

import numpy as np
import pytest

from gioada.data.frame import Frame
from gioada.data.labels import CAMVID11, CITYSCAPES16, KITTI10, LABEL_SPACES, VOID, part_of
from gioada.evaluation.common import common_classes
from gioada.evaluation.evaluate import evaluate, table
from tests.shelf import BrightnessJudge, painted


def test_kitti_and_camvid_share_seven_classes() -> None:
    common = common_classes(KITTI10, CAMVID11)
    assert common.space.classes == (
        "sky",
        "building",
        "pole",
        "road",
        "vegetation",
        "traffic sign",
        "car",
    )
    assert common.space.means == (("mIoU over 7 common classes", tuple(range(7))),)
    joined = {name: int(common.of_prediction[i]) for i, name in enumerate(KITTI10.classes)}
    assert joined["traffic light"] == joined["traffic sign"] == 5
    assert joined["car"] == joined["truck"] == 6
    assert joined["terrain"] == joined["vegetation"], "grass is CamVid's vegetation"
    assert common.size == 7
    truth = common.space.from_ids(np.array([11, 12, 19, 20, 28, 8, 22], np.uint8))
    assert truth.tolist() == [1, 1, 5, 5, 6, VOID, joined["terrain"]]
    assert common.joined[5:] == (
        "traffic light, traffic sign -> traffic sign",
        "car, truck -> car",
        "(not scored) -> sidewalk, fence, person, bicyclist",
    )


def test_what_the_set_lacks_is_wrong_wherever_it_is_said() -> None:
    common = common_classes(KITTI10, part_of(CAMVID11, ["road", "sky"]))
    assert common.size == 3
    assert common.of_prediction[KITTI10.classes.index("terrain")] == 2
    assert "terrain" in common.joined[-1] and "wrong wherever it is predicted" in common.joined[-1]


def test_the_other_way_round_the_coarser_side_gives_the_names() -> None:
    common = common_classes(CAMVID11, KITTI10)
    assert common.space.classes == (
        "road",
        "building",
        "pole",
        "traffic sign",
        "vegetation",
        "sky",
        "car",
    )
    assert "car -> car, truck" in common.joined
    assert "vegetation -> vegetation, terrain" in common.joined
    cars = common.space.from_ids(np.array([26, 27], np.uint8))
    assert set(cars.tolist()) == {6}


def test_riders_and_their_machines_are_bicyclists() -> None:
    common = common_classes(CITYSCAPES16, CAMVID11)
    assert "rider, motorcycle, bicycle -> bicyclist" in common.joined
    assert "building, wall -> building" in common.joined
    assert common.size == common.space.num_classes == 11, "nothing is without a partner"


@pytest.mark.parametrize("space", LABEL_SPACES.values(), ids=lambda space: space.name)
def test_a_space_on_itself_is_itself(space) -> None:
    common = common_classes(space, space)
    assert common.space is space
    assert common.size == space.num_classes
    assert common.joined == ()
    own = np.arange(space.num_classes)
    assert (common.of_prediction[own] == own).all()
    assert common.of_prediction[VOID] == VOID


def test_nothing_in_common_is_refused() -> None:
    with pytest.raises(ValueError, match="have no class in common"):
        common_classes(part_of(KITTI10, ["terrain"]), part_of(CAMVID11, ["road"]))


def test_figures_by_hand() -> None:
    said = ["road", "terrain", "truck", "traffic light", "road", "sky"]
    true = [7, 7, 28, 20, 8, 24]  # road, road, bus, sign, sidewalk, person
    image = painted(np.array([[KITTI10.classes.index(name) for name in said]], np.uint8))
    frames = [Frame(image=image, ids=np.array([true], np.uint8))]
    judge = BrightnessJudge()
    result = evaluate(
        judge,
        frames,
        data="CamVid",
        progress=False,  # type: ignore[arg-type]
        common=common_classes(KITTI10, CAMVID11),
    )
    # Half of the road is said to be terrain, which is vegetation there; truck is right for a bus, a
    # light for a sign; what is said of sidewalk and person is not looked at, so no road and no sky
    # is charged for it.
    assert result.iou["road"] == pytest.approx(50)
    assert result.iou["car"] == result.iou["traffic sign"] == 100
    assert np.isnan(result.iou["sky"])
    assert result.iou["vegetation"] == 0 and "terrain" not in result.iou
    assert result.means == {"mIoU over 7 common classes": pytest.approx(62.5)}
    shown = table(result)
    assert "  car, truck -> car" in shown
    assert "depth" in shown and "not known of these frames" in shown
