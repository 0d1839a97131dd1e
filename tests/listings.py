"""Listings as councils that nobody here has seen might write them: real headings, invented rows.

The headings are what councils publish; suppliers and figures are illustrative. `LAYOUTS` says of
each what a person would read in it: the amount of every line, and what the first one says.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl


class Layout(NamedTuple):
    """A council's file: how it is written, and what a person reads in it.

    Attributes:
        text: The file, as CSV.
        amounts: What every line comes to, in the order of the rows.
        first: Some fields of the first line.
        options: What its guesses leave open, as typed.
        encoding: How the text is encoded.
    """

    text: str
    amounts: tuple[str, ...]
    first: dict[str, Any]
    options: tuple[str, ...] = ()
    encoding: str = "utf-8"

    @property
    def total(self) -> Decimal:
        return sum(map(Decimal, self.amounts), Decimal("0.00"))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def workbook(path: Path, rows: Sequence[Sequence[Any]], title: str = "Listing") -> Path:
    """Write rows as a workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def rows_of(layout: Layout) -> list[list[str]]:
    return list(csv.reader(io.StringIO(layout.text)))


LAYOUTS = {
    "leicestershire": Layout(
        """\
PAYMENTS OVER £500,,,,,
August 2022,,,,,
,,,,,
PAYMENT DATE, DEPARTMENT ,SUPPLIER NAME,PAY GROUP,ACCOUNT DESCRIPTION,NET AMOUNT
03/08/2022,Public Health,ACORN YOUTH PROJECT LTD,BACS,Grants,"£1,250.00"
03/08/2022,Public Health,ACORN YOUTH PROJECT LTD,BACS,Grants,"£1,250.00"
17/08/2022,Chief Executives,BEACON SECURITY SYSTEMS LTD,BACS,Equipment,"-£23,484.00"
31/08/2022,Chief Executives,REDACTED PERSONAL DATA,BACS,Allowances," 27,000.00 "
,,,,Total,"£6,016.00"
""",
        ("1250.00", "1250.00", "-23484.00", "27000.00"),
        {
            "day": day("2022-08-03"),
            "supplier": "ACORN YOUTH PROJECT LTD",
            "account_title": "Grants",
            "cost_centre_title": "Public Health",
        },
        encoding="cp1252",
    ),
    "rutland": Layout(
        """\
Beneficiary,Date,Merchant Category,Amount (Net of VAT)
Oakham Fencing Ltd,02-Aug-22,Building materials,612.40
Rutland Water Sports Trust,15-Aug-22,Recreation,(75.00)
Vale Printing Co Ltd,30-Aug-22,Printing,88.05
""",
        ("612.40", "-75.00", "88.05"),
        {
            "day": day("2022-08-02"),
            "supplier": "Oakham Fencing Ltd",
            "account_title": "Building materials",
        },
    ),
    "portsmouth": Layout(
        """\
Body Name,Body,Service Area Categorisation,Service Division Categorisation,Responsible Unit,\
Expenses Type,Detailed Expenses Type,Payment Date,Transaction Number,Payment Amount,Supplier Type,\
Supplier Name,Supplier Id
Portsmouth City Council,E06000044,Planning,Community Safety,PC101,Supplies,Equipment,05.07.2022,\
5105550101,940.10,Vendor,HARBOUR LIGHTING LTD,100417
Portsmouth City Council,E06000044,Planning,Community Safety,PC101,Supplies,Equipment,05.07.2022,\
5105550101,59.90,Vendor,HARBOUR LIGHTING LTD,100417
Portsmouth City Council,E06000044,Planning,Community Safety,PC101,Third party,Grants,19.07.2022,\
5105550377,300.00-,Vendor,SOLENT MEDIATION CIC,100981
""",
        ("940.10", "59.90", "-300.00"),
        {
            "day": day("2022-07-05"),
            "supplier": "HARBOUR LIGHTING LTD",
            "supplier_id": "100417",
            "doc_no": "5105550101",
            "account_title": "Equipment",
        },
    ),
    "worcestershire": Layout(
        """\
Directorate,Cost Centre Code,Cost Centre Description,Supplier Name,Item Code Desc,\
Nominal Description,Transaction Reference,Payment Date,Total Net Amount
People,CS4100,Community Safety,Severn Outreach Ltd,Outreach,Private contractors,PI0099101,\
01/06/2022,4100.00
People,CS4100,Community Safety,Malvern Signs Ltd,Signs,Equipment,PI0099102,13/06/2022,117.99
People,CS4200,Domestic Abuse,Teme Refuge Trust,Refuge,Grants,PC0000017,13/06/2022,-600.00
""",
        ("4100.00", "117.99", "-600.00"),
        {
            "day": day("2022-06-01"),
            "supplier": "Severn Outreach Ltd",
            "doc_no": "PI0099101",
            "cost_centre": "CS4100",
            "cost_centre_title": "Community Safety",
            "account_title": "Private contractors",
        },
    ),
    "brighton": Layout(
        """\
Organisation Code,Organisation Name,Effective Date,Directorate,Service Category Label,\
Creditor Name,Payment Date,Transaction Number,Net Amount,Irrecoverable VAT,Purpose of Spend,\
CIPFA Detailed Expenditure Type,CIPFA Detailed Expenditure Code,Capital and Revenue,\
Merchant Category,Procurement Category,Contract Id,Contract Title
E06000043,Brighton & Hove,2022-09-01,Housing,Community Safety,Pier Street Wardens CIC,2022-09-14,\
70011201,2500.00,0.00,Patrols,Private Contractors,311,Revenue,,Safety,C-77,Patrols
E06000043,Brighton & Hove,2022-09-01,Housing,Community Safety,Regency CCTV Ltd,2022-09-21,\
70011311,8190.50,0.00,Cameras,Equipment,402,Capital,,Safety,C-78,Cameras
""",
        ("2500.00", "8190.50"),
        {
            "day": day("2022-09-14"),
            "supplier": "Pier Street Wardens CIC",
            "doc_no": "70011201",
            "narrative": "Patrols",
            "capital": False,
            "irrecoverable_vat": Decimal("0.00"),
        },
    ),
    "slough": Layout(
        """\
Vendor Number,Vendor Name,Cost Centre,Service Label,BV Code,Amount,Period
300451,Thames Valley Alarms Ltd,A2201,Community Safety,BV51,"1,020.00",Apr-23
300452,Jubilee Youth Trust,A2201,Community Safety,BV51,"7,500.00",May-23
300451,Thames Valley Alarms Ltd,A2201,Community Safety,BV51,-20.00,May-23
,,,,,"8,500.00",
""",
        ("1020.00", "7500.00", "-20.00"),
        {
            "day": day("2023-04-30"),
            "supplier": "Thames Valley Alarms Ltd",
            "supplier_id": "300451",
            "cost_centre": "A2201",
            "period": "Apr-23",
        },
    ),
    "reading": Layout(
        """\
VoucherNo,PaymentNo,PaymentDate,SupplierName,CostCentreNo,CostCentreName,Purpose,Amount (£)
V200101,P88120,21/10/2022,Kennet Community Radio Ltd,RB310,Partnership,Campaign,"£1,499.99"
V200102,P88121,21/10/2022,Caversham Locks Ltd,RB310,Partnership,Target hardening,£350.01
V200103,P88129,28/10/2022,Caversham Locks Ltd,RB310,Partnership,Credit for locks,-£50.00
""",
        ("1499.99", "350.01", "-50.00"),
        {
            "day": day("2022-10-21"),
            "supplier": "Kennet Community Radio Ltd",
            "doc_no": "V200101",
            "cost_centre": "RB310",
            "cost_centre_title": "Partnership",
            "narrative": "Campaign",
        },
    ),
    "cannock": Layout(
        """\
Directorate,Service,Supplier,Invoice_Date,Payment_Date,Invoice_Number,SumOfAmount_Inc_VAT,\
SumOfAmount_Exc_VAT,Capital_Revenue,Contract_ID
Place,Community Safety,Chase Boxing Academy CIC,01/11/2022,15/11/2022,CBA-14,1200.00,1000.00,R,1
Place,Community Safety,Cannock Graphics Ltd,02/11/2022,15/11/2022,9912,90.00,75.00,R,
Place,Parks,Cannock Graphics Ltd,02/11/2022,16/11/2022,9912,18.00,15.00,C,
""",
        ("1000.00", "75.00", "15.00"),
        {
            "day": day("2022-11-15"),
            "supplier": "Chase Boxing Academy CIC",
            "invoice": "CBA-14",
            "capital": False,
        },
    ),
    "herefordshire": Layout(
        """\
Updated,TT,Transaction Number,Amount,Ap/Ar ID,Ap/Ar ID(T),Period,Expense Area(T),Cipfa(T)
17/04/2023,II,60012345,820.00,S1044,Wye Valley Wardens Ltd,202401,Community Safety,Contractors
18/04/2023,II,60012399,55.55,S1080,Hay Printers Ltd,202401,Community Safety,Printing
03/05/2023,PB,60013001,-100.00,S1044,Wye Valley Wardens Ltd,202402,Community Safety,Contractors
""",
        ("820.00", "55.55", "-100.00"),
        {
            "day": day("2023-04-17"),
            "supplier": "Wye Valley Wardens Ltd",
            "supplier_id": "S1044",
            "doc_no": "60012345",
            "doc_type": "II",
            "period": "202401",
        },
    ),
    "east-cambs": Layout(
        """\
Body name;Transaction date;Supplier;Transaction number;Net amount (incl. irrecoverable VAT);\
Irrecoverable VAT;Department;Procurement category;CIPFA expenditure code;Purpose (narrative)
East Cambs;28/02/2023;Ouse Street Pastors;4401;240.00;0.00;Safety;Grants;G1;Patrols
East Cambs;28/02/2023;Littleport Sound Ltd;4402;612.00;102.00;Safety;Hire;G2;Event sound
""",
        ("240.00", "612.00"),
        {
            "day": day("2023-02-28"),
            "supplier": "Ouse Street Pastors",
            "doc_no": "4401",
            "narrative": "Patrols",
        },
    ),
    "cost-centre": Layout(
        """\
Cost centre listing,,,,,,,
Cost Centre: 4410 Community Safety,,,,,,,
Account,Account Description,Date,Type,Doc No,Details,Debit,Credit
2100,Equipment,04/04/2023,INV,10001,Alarms,"1,200.00",
2100,Equipment,25/04/2023,CRN,10007,Alarm returned,,200.00
,Equipment Total,,,,,"1,200.00",200.00
3100,Grants,30/04/2023,INV,10011,Youth club,500.00,-
,Grants Total,,,,,500.00,-
,Grand Total,,,,,"1,700.00",200.00
End of report,,,,,,,
""",
        ("1200.00", "-200.00", "500.00"),
        {
            "day": day("2023-04-04"),
            "doc_no": "10001",
            "doc_type": "INV",
            "account": "2100",
            "account_title": "Equipment",
            "narrative": "Alarms",
        },
    ),
    "unsigned": Layout(
        """\
Posting Date\tDocument Type\tDocument No\tVendor\tInvoice Reference\tValue\tPO Number
20230405\tINV\t51001\tFosse Security Ltd\tFS-1\t410.00\tPO-9
20230411\tCRN\t51002\tFosse Security Ltd\tFS-1C\t60.00\tPO-9
20230412\tINV\t51003\tWigston Drama CIC\t\t99.00\t
""",
        ("410.00", "-60.00", "99.00"),
        {
            "day": day("2023-04-05"),
            "supplier": "Fosse Security Ltd",
            "doc_no": "51001",
            "invoice": "FS-1",
            "order": "PO-9",
        },
        encoding="utf-16",
    ),
    "sides": Layout(
        """\
GL Date|Journal No|Description|Amount|DR/CR|Cost Code
30/06/2023|J1|Recharge|80.00|DR|CC1
30/06/2023|J2|Recharge back|30.00|CR|CC1
""",
        ("80.00", "-30.00"),
        {"day": day("2023-06-30"), "doc_no": "J1", "narrative": "Recharge", "cost_centre": "CC1"},
    ),
    "income-positive": Layout(
        """\
Date,Reference,Supplier,Amount
09/05/2023,R1,Soar Lighting Ltd,-100.00
19/05/2023,R2,Soar Lighting Ltd,-45.10
23/05/2023,R3,Soar Lighting Ltd,15.00
""",
        ("100.00", "45.10", "-15.00"),
        {"day": day("2023-05-09"), "doc_no": "R1", "supplier": "Soar Lighting Ltd"},
    ),
    "ambiguous": Layout(
        """\
Date,Reference,Supplier,Amount
03/04/2023,R1,Soar Lighting Ltd,100.00
05/04/2023,R2,Soar Lighting Ltd,45.10
""",
        ("100.00", "45.10"),
        {"day": day("2023-04-03"), "doc_no": "R1"},
        ("--date-order", "day-first"),
    ),
    "gateshead": Layout(
        """\
Strgrpcc(T),Cipfsubj(T),Cipfsubs(T),TransNo,Sequence no,Period,Supplier ID (T),Amount,Updated
Communities,Employees,Training,43885563,0,201510,ACORN AWARDING LTD,625,2016-01-19
Communities,Supplies,Computing,148018529,35,201510,BEACON TELECOM (UK) LTD,39,2016-01-25
Prepaid cards,,,,,,,
Strgrpcc(T),Cipfsubj(T),Cipfsubs(T),TransNo,Sequence no,Period,Supplier ID(T),Amount,Updated
Communities,Transport,Vehicles,147027461,1,201601,REDACTED - Personal Information,150.5,2016-04-27
""",
        ("625.00", "39.00", "150.50"),
        {
            "day": day("2016-01-19"),
            "supplier": "ACORN AWARDING LTD",
            "doc_no": "43885563",
            "line_no": "0",
            "period": "201510",
        },
    ),
    "salford-two-rows": Layout(
        """\
Authority Name,Date of Payment,SAP Document Number,Amount,,,Supplier Name,Directorate,G/L descript
,,,Gross,VAT,Net,,,
Salford City Council,2018-11-01,1600616736,1360.66,226.78,1133.88,Irwell Builders Ltd,Place,Repairs
Salford City Council,2018-11-02,1600616801,£(63.12),0.00,£(63.12),Quays Print CIC,Place,Printing
""",
        ("1133.88", "-63.12"),
        {
            "day": day("2018-11-01"),
            "supplier": "Irwell Builders Ltd",
            "doc_no": "1600616736",
            "vat": Decimal("226.78"),
        },
    ),
    "cabinet-office": Layout(
        """\
#,Departmental Family,Entity,Date,Expense Type,Expense Area,Supplier,Transaction number,Amount
1,CAB,OFFICE,"Friday, April 29, 2022",CURRENT GRANTS,COSTS,BRIDGE ADVISORS,20002221,250000.00
2,CAB,OFFICE,"Monday, May 2, 2022",COMPUTER SOFTWARE,CENTRE,DATA HILL INC.,20002222,150000.00
""",
        ("250000.00", "150000.00"),
        {
            "day": day("2022-04-29"),
            "supplier": "BRIDGE ADVISORS",
            "doc_no": "20002221",
            "account_title": "CURRENT GRANTS",
        },
    ),
    "network-rail": Layout(
        """\
Supplier Name,Item Description,Category Family,Invoice GL Date,Spend
Arden Works Ltd,Building maintenance,Buildings,2017-01-24,2352.46
Tern Signals Ltd,Cables,Signalling,2017-01-23,(18.30)
Grand Total,,,,2334.16
,,,,© Copyright of the railway 2017
""",
        ("2352.46", "-18.30"),
        {"day": day("2017-01-24"), "supplier": "Arden Works Ltd"},
    ),
    "calderdale-cards": Layout(
        """\
Body,Organistion Name,Transaction Date,Transaction number,Name:,Net Amount,Merchant Category,\
Merchant Category Group,Expense Area,Expense Type,Expense Code
E08000033,The Borough,2018-04-12,86651,A ONE TOOLS LT,201.75,Glass/Paint Store,Building Materials,\
Economy,Equipment,52164020
E08000033,The Borough,2018-04-19,86920,HEBDEN HIRE,55.30,Hire,Building Materials,Economy,Equipment,\
52164020
""",
        ("201.75", "55.30"),
        {
            "day": day("2018-04-12"),
            "supplier": "A ONE TOOLS LT",
            "doc_no": "86651",
            "account": "52164020",
        },
    ),
    "halton": Layout(
        """\
Payment Date,* SUPPLIER FINAL,Supplier Type,Supplier Postcode,HBC ref no,Net Amount
25/10/2019,MERSEY YOUTH TRUST,Voluntary,WA8,B0001,10.00
28/10/2019,RUNCORN FENCING,Company,WA7,B0002,12.40
""",
        ("10.00", "12.40"),
        {"day": day("2019-10-25"), "supplier": "MERSEY YOUTH TRUST", "doc_no": "B0001"},
    ),
    "north-tyneside": Layout(
        """\
Payment Date,Transaction Number,Net Amount,Supplier (Beneficiary) Name,Local Supplier Internal \
Reference,Service Category Label,Service Category URI,Purpose of Spend,Capital/Revenue,Suppler \
Site Code,Supplier Match,Procurement Classification
2015-08-03,1092796,513.85,TYNE FAMILY CARE,391317,Adults,101,Respite,Revenue,HOMES,Match,Support
2015-08-03,1092797,100.15,COAST HEALTH,320607,Adults,101,Other,Revenue,HOMES,Match,Support
""",
        ("513.85", "100.15"),
        {
            "day": day("2015-08-03"),
            "supplier": "TYNE FAMILY CARE",
            "doc_no": "1092796",
            "capital": False,
        },
    ),
    "sheffield": Layout(
        """\
Business Unit Description,Expense Code,Expense Code Description,GL Date,Document No.,Invoice No.,\
Invoiced Value,Supplier Name,Address Book No.,Proclass Details Level 1
PLACEMENTS,9270,ACCOMMODATION,2012-07-02,3289217,200465,12400.08,REDACTED PERSONAL DATA,559392,Care
PLACEMENTS,9270,FOSTERING,2012-07-03,3289215,857,3662.34,DON VALLEY HOMES,433318,Care
""",
        ("12400.08", "3662.34"),
        {
            "day": day("2012-07-02"),
            "supplier": "",
            "doc_no": "3289217",
            "invoice": "200465",
            "account": "9270",
            "account_title": "ACCOMMODATION",
        },
    ),
    "london": Layout(
        """\
Vendor ID,Vendor Name,Cost Element,Expenditure Account Code Description,Document No,Amount,\
Clearing Date,Directorate,Service Expenditure Analysis,ref
10016524,THAMES TRANSPORT,544071,GRANT PAYMENT,CHAPS217,8207.00,2015-07-28,Resources,Highways,
15500355,BOROUGH HOMES,544075,GRANTS TO OTHERS,5108504704,2094.00,2015-08-10,Housing,Capital,
""",
        ("8207.00", "2094.00"),
        {
            "day": day("2015-07-28"),
            "supplier": "THAMES TRANSPORT",
            "supplier_id": "10016524",
            "doc_no": "CHAPS217",
        },
    ),
    "newcastle-2017": Layout(
        """\
Directorate,Service Area,Group Description,Paid Date,Supplier Name,Internal Ref,Cap/Rev,\
Cost Centre,Cost Centre Name,Total
Adults,Carefirst,Revenue Expenditure,2017-04-04,SEA VIEW VILLAS,7190211,Revenue,1MK34,Shared,1540
Place,Cityworks,Capital Expenditure,2017-04-27,OUSEBURN WEB,7206579,Capital,2KE01,Services,6300
""",
        ("1540.00", "6300.00"),
        {
            "day": day("2017-04-04"),
            "supplier": "SEA VIEW VILLAS",
            "doc_no": "7190211",
            "cost_centre": "1MK34",
            "cost_centre_title": "Shared",
            "capital": False,
        },
    ),
}
