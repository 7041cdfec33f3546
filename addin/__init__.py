"""Excel's side: formulas, thin over the domain. Nothing else imports xlwings."""
