"""``ringfence plan``: a year's Delivery Plan, adopted by the partnership and approved."""

from __future__ import annotations

import click

from ringfence.bookkeeping.plan_adopt import PlanAdopt
from ringfence.bookkeeping.plan_approve import PlanApprove
from ringfence.cli.events import command_of


@click.group()
def plan() -> None:
    """Record that a year's Delivery Plan was adopted, and approved.

    From the day of adoption on, moving money between actions needs a decision.

    \b
    Examples:
      ringfence plan adopt 2017-18 --date 10/4/2017
      ringfence plan approve 2017-18 --decision OPCC-2017-07-24 --date 24/7/2017
    """


plan.add_command(command_of(PlanAdopt))
plan.add_command(command_of(PlanApprove))
