"""How fast a network learns at which step."""

import math

from restoration.training.plan import TrainingPlan


def rate_at(step: int, plan: TrainingPlan) -> float:
    """The rate of learning at that step, counted from 0: up in a straight line, then down along half a cosine.

    Source:
        I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017,
        arXiv:1608.03983; without the restarts.
    """
    rising = max(1, min(plan.warm_up, plan.steps // 10))
    falling = 0.5 * (1 + math.cos(math.pi * step / plan.steps))
    return plan.rate * min(1.0, (step + 1) / rising) * (plan.last + (1 - plan.last) * falling)
