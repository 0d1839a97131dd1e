"""The queries that new books begin with, for Fava's own Query page.

Fava cuts off names of 25 letters and more, and can't show two queries of one text.
"""

from __future__ import annotations

import datetime

QUERIES = {
    "left-in-each-pot": """
  SELECT SUBST('^(Equity|Expenses):', '', account) AS pot, neg(sum(position)) AS left
  WHERE account ~ '^(Equity:Reserve|Equity:Plan|Expenses:Plan)'
  GROUP BY pot ORDER BY pot""",
    "spend-by-payee": """
  SELECT payee, count(position) AS entries, sum(position) AS spent
  WHERE account ~ '^Expenses:Plan' GROUP BY payee ORDER BY payee""",
    "spend-over-500": """
  SELECT date, payee, narration, account, position AS spent, any_meta('invoice') AS invoice
  WHERE account ~ '^Expenses:Plan' AND abs(number) >= 500 ORDER BY date""",
    "balances-by-fund": """
  SELECT leaf(account) AS fund, root(account, 2) AS kind, sum(position) AS balance
  WHERE NOT account ~ '^(Equity:Plan|Equity:Reserve|Equity:Unallocated)'
  GROUP BY fund, kind ORDER BY fund, kind""",
    "balances-by-action": """
  SELECT GREPN('Plan:([^:]+:[^:]+)', account, 1) AS action, root(account, 1) AS kind,
    sum(position) AS balance
  WHERE account ~ ':Plan:' GROUP BY action, kind ORDER BY action, kind""",
    "moved-by-decision": """
  SELECT any_meta('decision') AS decision, date, narration, account, neg(position) AS change
  WHERE any_meta('decision') ~ '.' AND account ~ '^Equity:(Plan|Reserve|Unallocated)'
  ORDER BY decision, date""",
}


def queries(day: datetime.date) -> str:
    """Return the queries as directives of a day."""
    return "\n".join(f'{day} query "{name}" "{text}"' for name, text in QUERIES.items())
