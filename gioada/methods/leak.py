"""The leak, by intervention: what of a picture was told to the translator and to nobody else?

G_img sees the labels and is rewarded for what G_task reads out of its picture (section 3.2), so it
can write them there. Told false labels, an honest translator shows what it sees all the same; one
that writes makes G_task read the false class. How well G_task reads raw images says nothing of it
once it learns from them too.
"""

from __future__ import annotations

from torch import Tensor

from gioada.data.labels import VOID


def false_reads(read: Tensor, false: Tensor, true: Tensor) -> tuple[Tensor, Tensor]:
    """Pixels whose false class is read, and all pixels whose false class is not the true one.

    Args:
        read: B H W class indices that a task network reads in a picture.
        false: B H W class indices that the translator was told, or might have been; 255 void.
        true: B H W class indices of what is there, 255 void.

    Returns:
        two counts; pixels that are void in either map count in neither.
    """
    differ = (false != true) & (false != VOID) & (true != VOID)
    return ((read == false) & differ).sum(), differ.sum()
