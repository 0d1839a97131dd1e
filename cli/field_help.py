"""What each field of a declaration means, and what commands on them look like, for their help."""

from __future__ import annotations

#: Of a field of any kind of declaration, by its name; then of those that differ.
FIELDS = {
    "adopted": "The day on which the partnership adopted it.",
    "agreement": "The agreement, with which it is committed.",
    "amount": "The most that may be moved on it.",
    "approved": "The day on which the funder approved it.",
    "award": "What was awarded.",
    "body": "Who decided: CSP, finance, or a funder's name.",
    "capital": "Whether it may buy capital items.",
    "clauses": 'Where in the funder\'s paper a term stands: "spend-by 7.2".',
    "conditions": "Conditions, in the funder's words.",
    "council-code": "The council's own cost code.",
    "delivery-by": "The last day of delivery.",
    "delivery-from": "The first day of delivery.",
    "document": "The minutes, as a file that the books have as a document.",
    "due-days": "How many days after its period a return is due.",
    "email": "A mailbox, never a private person's.",
    "evidence-over": "From which amount on a payment needs an invoice or a document.",
    "finance-role": "What the council calls its finance officer.",
    "funder": "Whose money it is.",
    "host": "The council that holds the money.",
    "ineligible": "A kind of cost that the money may not pay for.",
    "instalments": 'A payment by the funder: "15/9/2017 19000".',
    "lead": "Who leads on it.",
    "lead-days": "How many days before a return is due work on it begins.",
    "match-percent": "The share that others must pay.",
    "minute": "Where it is minuted.",
    "name": "As it stands on papers.",
    "objectives": "What it is to achieve.",
    "order": "The order, with which it is committed.",
    "pay-by": "By when it is to be paid.",
    "payment": "How the funder pays.",
    "priority": "The priority that it serves.",
    "profile": 'What should be spent by a day, in all: "30/9/2017 8000".',
    "provider": "For whom it is set aside.",
    "purpose": "What it is for.",
    "purposes": "What the money may be used for.",
    "ratified-by": "The decision that ratified it.",
    "records-years": "For how many years records are kept.",
    "reference": "The funder's own reference.",
    "reported-in": "The fund whose return covers this one too.",
    "returns": "How often a return is made.",
    "role": "What they do: officer, finance, chair.",
    "shares": 'A fund\'s share of what it costs: "UNI-SSS 60".',
    "spend-by": "The last day on which it may be spent.",
    "spend-from": "The first day on which it may be spent.",
    "stage": "How certain the money is.",
    "title": "What it is called on papers.",
    "unspent": "What the terms ask of money left at the end.",
    "variance-floor": "Below which amount a variance needs no explanation.",
    "variance-percent": "From how many percent on a variance needs an explanation.",
    "virement-percent": "How much of an action may be moved without the funder.",
}

#: What is typed after a kind's name, by command.
EXAMPLES = {
    "fund": {
        "add": 'PLF-2017-18 --title "OPCC grant 2017/18" --funder OPCC --stage awarded',
        "amend": "PLF-2017-18 --spend-by 31/3/2019 --decision OPCC-2018-03-26",
        "show": "PLF-2017-18",
    },
    "action": {
        "add": '2017-18/Diversionary --title "Diversionary Activities" --date 1/4/2017',
        "amend": '2017-18/Bluelight --purposes "first aid" --decision CSP-2017-06-12-04',
        "show": "2017-18/Diversionary",
    },
    "earmark": {
        "amend": "2017-18/Diversionary/Kicks --order OWBC-PO-20417",
        "show": "2017-18/Diversionary/Kicks",
    },
    "decision": {
        "add": 'CSP-2017-06-12-03 --body CSP --title "£1,000 for KICKS" --amount 1000',
        "amend": "CSP-2017-06-12-03 --ratified-by OPCC-2017-07-24 --decision OPCC-2017-07-24",
        "show": "CSP-2017-06-12-03",
    },
    "person": {
        "add": 'cfo --name "Chief Finance Officer" --role finance',
        "amend": "cfo --email finance@council.example",
        "show": "cfo",
    },
    "partnership": {
        "amend": '--host "Oadby & Wigston Borough Council"',
        "show": "",
    },
}
