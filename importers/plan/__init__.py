"""The workbook in which officers keep a Delivery Plan: read, understood, written as books."""
