"""The pages that Ringfence adds to Fava: what the commands say, beside every account.

    2017-04-01 custom "fava-extension" "ringfence.reports.fava_pages"

That one line in the books puts every class named here into Fava's sidebar, by the
alphabet. Only pages may be named here: Fava makes one of each class that it finds. No
name of a page may begin with another's.
"""

from ringfence.pages.budget_page import Budget
from ringfence.pages.changes_page import Changes
from ringfence.pages.delivery_plan import DeliveryPlan
from ringfence.pages.entries_page import Entries
from ringfence.pages.findings_page import Findings
from ringfence.pages.funds_page import Funds
from ringfence.pages.record_page import Record
from ringfence.pages.reserve_page import Reserve
from ringfence.pages.returns_page import Returns
from ringfence.pages.tasks_page import Tasks
from ringfence.pages.today_page import Agenda

__all__ = [
    "Agenda",
    "Budget",
    "Changes",
    "DeliveryPlan",
    "Entries",
    "Findings",
    "Funds",
    "Record",
    "Reserve",
    "Returns",
    "Tasks",
]
