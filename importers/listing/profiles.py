"""How a council writes its listings, as data: one TOML file for each, found by its headings.

Those that come with Ringfence stand in ``profiles/`` here; a council's own stand beside the
books, in ``council/profiles/``, and go before ours. docs/listings.md explains every key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from ringfence.importers.listing.dates import DateOrder
from ringfence.importers.listing.errors import NOTHING_WRITTEN, ProfileError
from ringfence.ledger.json_text import toml_string
from ringfence.ledger.messages import name_field
from ringfence.ledger.recording.drafting import FileDraft

#: Where a council's own profiles stand, from the folder of the books.
OWN_FOLDER = "council/profiles"
_SHIPPED = Path(__file__).with_name("profiles")
#: What is written above each key, beside the columns.
_SAID = {
    "also": "Headings that are not read, and tell these files from others'.",
    "needed": "The columns that a file must have; without this line, all of them.",
    "date_order": 'In 03/04/2022: "day-first" or "month-first".',
    "sign": 'Whether spending is positive: "spend-positive" or "spend-negative".',
    "amounts": 'Whether amounts leave out recovered VAT ("net") or include it ("gross").',
    "irrecoverable_vat": 'Whether VAT that is not recovered is in the amounts ("included") or '
    '"beside" them.',
    "credit_types": "Kinds of document whose amounts, though unsigned, are credits.",
    "credit_marks": "What marks a credit in the column of sides.",
    "debit_marks": "What marks a debit there.",
    "period_form": 'What the year of a period is: "year-end", "year-start" or "month".',
}
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Text = Annotated[str, Field(min_length=1, max_length=200)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(lambda v: (v,) if isinstance(v, str) else v)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Columns(_Strict):
    """Which headings name each field; where several do, the first that is there counts.

    Attributes:
        day: When the council booked or paid it.
        amount: What it came to, in one column.
        debit: What was spent, where credits have a column of their own.
        credit: What came back.
        side: Whether an amount is a debit or a credit, such as DR and CR.
    """

    day: Texts = ()
    amount: Texts = ()
    debit: Texts = ()
    credit: Texts = ()
    side: Texts = ()
    supplier: Texts = ()
    invoice: Texts = ()
    doc_no: Texts = ()
    doc_type: Texts = ()
    line_no: Texts = ()
    cost_centre: Texts = ()
    cost_centre_title: Texts = ()
    account: Texts = ()
    account_title: Texts = ()
    project: Texts = ()
    period: Texts = ()
    narrative: Texts = ()
    supplier_id: Texts = ()
    order: Texts = ()
    vat: Texts = ()
    irrecoverable_vat: Texts = ()
    capital: Texts = ()

    def headings_by_field(self) -> dict[str, tuple[str, ...]]:
        """Return the headings of the fields that have some."""
        return {name: getattr(self, name) for name in COLUMNS if getattr(self, name)}


#: Every field that a column may be.
COLUMNS = tuple(Columns.model_fields)


class Profile(_Strict):
    """How one council writes its listings.

    Attributes:
        id: The name of its file.
        title: What it is, for people.
        columns: The headings.
        needed: The fields whose headings a file must have; all of them unless said.
        also: Headings that are not read, and tell this council's files from others'.
        date_order: Which comes first in 03/04/2022; asked of the whole column if not said.
        sign: Whether spending is positive or negative in the one column of amounts.
        amounts: Whether they leave out VAT that is recovered, or include it.
        irrecoverable_vat: Whether amounts include VAT that is not recovered.
        credit_types: The kinds of document whose amounts, written without a sign, are credits.
        credit_marks: What marks a credit in the column of sides.
        debit_marks: What marks a debit there.
        period_form: What a period such as 202401 means: the year ends in 2024 (``year-end``),
            begins in it (``year-start``), or it is a month of the calendar.
    """

    id: str = Field(pattern=rf"^{_ID.pattern}$", max_length=40)
    title: Text
    columns: Columns
    needed: Texts = ()
    also: Texts = ()
    date_order: DateOrder | None = None
    sign: Literal["spend-positive", "spend-negative"] = "spend-positive"
    amounts: Literal["net", "gross"] = "net"
    irrecoverable_vat: Literal["included", "beside"] = "included"
    credit_types: Texts = ()
    credit_marks: Texts = ("CR", "C")
    debit_marks: Texts = ("DR", "D")
    period_form: Literal["year-end", "year-start", "month"] | None = None
    _own: bool = PrivateAttr(default=False)

    @property
    def own(self) -> bool:
        """Whether it stands beside the books, and does not come with Ringfence."""
        return self._own

    @model_validator(mode="after")
    def _must_read(self) -> Profile:
        for wrong in _contradictions(self):
            raise ValueError(wrong)
        return self


def _contradictions(profile: Profile) -> list[str]:
    """Return what in a profile does not fit together."""
    has = profile.columns.headings_by_field()
    found = []
    if bool(profile.columns.amount) == bool(profile.columns.debit or profile.columns.credit):
        found.append("[columns] needs either amount, or debit and credit")
    if bool(profile.columns.debit) != bool(profile.columns.credit):
        found.append("[columns] has only one of debit and credit")
    if not profile.columns.day and not (profile.columns.period and profile.period_form):
        found.append("[columns] needs day; or period, and period-form above it")
    if profile.columns.side and not profile.columns.amount:
        found.append("[columns] has side, which only goes with amount")
    if profile.sign == "spend-negative" and (profile.columns.debit or profile.columns.side):
        found.append("sign says how the one column amount is signed; here it has no meaning")
    if profile.credit_types and not profile.columns.doc_type:
        found.append("credit-types needs doc-type in [columns]")
    if profile.amounts == "gross" and not profile.columns.vat:
        found.append("amounts are gross, so [columns] needs vat")
    if profile.irrecoverable_vat == "beside" and not profile.columns.irrecoverable_vat:
        found.append("irrecoverable-vat is beside, so [columns] needs irrecoverable-vat")
    found += [
        f"needed names {name}, which [columns] has not" for name in _unmapped_fields(profile, has)
    ]
    return found


def _unmapped_fields(profile: Profile, has: dict[str, tuple[str, ...]]) -> list[str]:
    return [name for name in profile.needed if name.replace("-", "_") not in has]


def shipped_profiles() -> list[Profile]:
    """Return the profiles that come with Ringfence."""
    return [read_profile(path) for path in sorted(_SHIPPED.glob("*.toml"))]


def of_books(folder: Path) -> list[Profile]:
    """Return a council's own profiles, by the folder of its books.

    Raises:
        ProfileError: one can't be used.
    """
    return [read_profile(path, own=True) for path in sorted((folder / OWN_FOLDER).glob("*.toml"))]


def known_profiles(folder: Path | None) -> list[Profile]:
    """Return every profile; one beside the books hides ours of the same name.

    Raises:
        ProfileError: one can't be used.
    """
    own = of_books(folder) if folder else []
    hidden = {profile.id for profile in own}
    return [*own, *(profile for profile in shipped_profiles() if profile.id not in hidden)]


def read_profile(path: Path, *, own: bool = False) -> Profile:
    """Read a profile.

    Raises:
        ProfileError: it can't be read, or says something that can't be.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ProfileError(
            f"{path} can't be read: {(error.strerror or str(error)).lower()}."
        ) from error
    return parse_profile(content, path.stem, str(path), own=own)


def parse_profile(content: bytes, name: str, where: str, *, own: bool = False) -> Profile:
    """Read what a file of a profile says.

    Args:
        content: Its bytes.
        name: The profile's id.
        where: What the file is called in sentences.
        own: Whether it stands beside the books.

    Raises:
        ProfileError: it is no profile.
    """
    try:
        values = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ProfileError(f"{where} is not in UTF-8: save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{where} is not TOML as it should be: {error}.") from error
    profile = make_profile({**_fields(values), "id": name}, where)
    profile._own = own  # noqa: SLF001 - known only here
    return profile


def make_profile(fields: Mapping[str, Any], where: str) -> Profile:
    """Make a profile of its fields.

    Raises:
        ProfileError: they don't make one; ``where`` is what it is called in the sentence.
    """
    try:
        return Profile.model_validate(dict(fields))
    except ValidationError as error:
        reasons = "; ".join(_reason(each) for each in error.errors(include_url=False))
        raise ProfileError(
            f"{where}: {reasons}. docs/listings.md explains every key. {NOTHING_WRITTEN}"
        ) from error


def _fields(values: dict[str, Any]) -> dict[str, Any]:
    """Return keys as the model's fields are called; they are written with hyphens."""
    return {
        key.replace("_", "?").replace("-", "_"): _fields(value)
        if isinstance(value, dict)
        else value
        for key, value in values.items()
    }


def _reason(error: Any) -> str:  # noqa: ANN401 - Pydantic's own
    key = ".".join(str(part) for part in error["loc"]).replace("_", "-").replace("?", "_")
    if error["type"] == "extra_forbidden":
        return f"there is no key {key}"
    if error["type"] == "missing":
        return f"{key} is missing"
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{key}: {message}" if key else message


def place_of(profile: Profile) -> str:
    """Return where the books keep a profile of their own, from their folder."""
    return f"{OWN_FOLDER}/{profile.id}.toml"


def profile_draft(folder: Path, profile: Profile, *, replacing: bool) -> FileDraft:
    """Draft the file of a profile that books keep.

    Raises:
        ProfileError: there is one of its id already, and it is not to be replaced.
    """
    name = place_of(profile)
    path = folder / name
    old = path.read_bytes() if path.is_file() else None
    if old is not None and not replacing:
        raise ProfileError(
            f"There is a profile {profile.id} already, in {name}. Give this one another id "
            "("
            + name_field("id")
            + "), or put it in the place of that ("
            + name_field("replace")
            + f"). {NOTHING_WRITTEN}"
        )
    return FileDraft(name, profile_text(profile).encode(), old)


def profile_text(profile: Profile) -> str:
    """Write a profile; what it does not say differently from any other is left out."""
    lines = [
        "# How a council writes its listings. docs/listings.md explains every key.",
        f"title = {toml_string(profile.title)}",
    ]
    for field, comment in _SAID.items():
        value = getattr(profile, field)
        if value != type(profile).model_fields[field].default:
            lines += ["", f"# {comment}", f"{_key(field)} = {_value(value)}"]
    lines += ["", "# The heading of each column; where there are several, the first in the file."]
    lines += ["[columns]"]
    lines += [
        f"{_key(field)} = {_value(headings)}"
        for field, headings in profile.columns.headings_by_field().items()
    ]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(toml_string(each) for each in value)}]"
    return toml_string(str(value))


def _key(field: str) -> str:
    return field.replace("_", "-")
