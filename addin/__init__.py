"""Excel's side: formulas and buttons, thin over the domain."""
