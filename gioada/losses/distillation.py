"""What a teacher's soft predictions teach (Hinton et al. 2015); beyond the paper."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F


def distillation_loss(logits: Tensor, taught: Tensor, temperature: float) -> Tensor:
    """Kullback-Leibler divergence from a teacher's softened probabilities, mean over pixels.

    Args:
        logits: B C H W, of the network that learns.
        taught: B C H W, the teacher's.
        temperature: T, by which both are divided before the softmax; above 1 it shows how the
            teacher ranks what it holds for unlikely. The divergence is multiplied by T squared, so
            that the size of its gradient hardly depends on T.

    Returns:
        A scalar, at least 0; 0 where both say the same.
    """
    learnt = (logits / temperature).log_softmax(1)
    soft = (taught / temperature).log_softmax(1)
    costs = F.kl_div(learnt, soft, reduction="none", log_target=True).sum(1)
    return temperature**2 * costs.mean()
