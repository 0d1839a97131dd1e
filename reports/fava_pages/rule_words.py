"""What each rule asks for, in a line: a finding's heading says it beside the rule's name.

They are the first lines of the rules' own manuals, which a page may not import.
"""

ASKS = {
    "declaration": "Everything that the books speak of is declared, and in its right form",
    "self-balancing": "An entry moves one fund, and each of its layers comes to nil",
    "overdrawn": "No pot and no debt falls below zero at the end of any day",
    "authority": "After adoption, who decided is named, was the right body, in time, for that much",
    "stage": "Money comes and goes only as far as the fund's award has come",
    "window": "Money is spent within its dates, and a closed year stays as it was",
    "purpose": "Money is used for what it was given for",
    "separation": "Two people see to what one alone should not",
    "duplicate": "Nothing is paid for twice",
    "evidence": "What is spent can be shown",
    "submitted": "The books go on saying what a submitted return said",
    "reconciled": "What finance signed as agreed with the council's ledger stays as it was",
    "beancount": "Beancount can read and add up everything",
    "conflict-copy": "There is one copy of each file of the books",
    "kept-listing": "What was kept of the council's ledger can be read",
}
