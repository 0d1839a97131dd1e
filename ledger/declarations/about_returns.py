"""What is said about returns and entries: questions with their answers, and papers that went."""

from __future__ import annotations

from typing import Literal

from ringfence.ledger.declarations import fields as f
from ringfence.ledger.declarations.base import Declaration


class Question(Declaration):
    """What somebody asks about a return, a figure of it or an entry, and what is answered.

    It is asked on the day of its first directive. ``about`` is FUND/PERIOD, else the link of an
    entry behind ``^``, or its invoice. ``figure`` is named as tags of forms name it.
    """

    kind = "question"
    id: f.Text
    about: f.Text
    figure: f.Text | None = None
    asked_by: f.Text
    text: f.Text
    answered: f.Day | None = None
    answered_by: f.Text | None = None
    answer: f.Text | None = None
    seal: f.Text | None = None
    previous: f.Text | None = None


class Paper(Declaration):
    """What became of a paper that a submitted return cites, by its path from the books."""

    kind = "paper"
    ids = ("path",)
    path: f.Text
    status: Literal["destroyed", "redacted"]
    reason: f.Text
    #: Who says so: for what is redacted finance, unless a decision says it.
    by: f.Text | None = None
    #: The SHA-256 of the file as it was redacted.
    digest: f.Text | None = None
    #: What this directive says and follows, and the seal of the one before it of the same paper.
    seal: f.Text | None = None
    previous: f.Text | None = None
