"""Invoices as suppliers send them: PDF, structured XML, and e-mails that bring them."""
