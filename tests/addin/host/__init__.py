"""Excel's stand-in for the buttons: the real `xw.Book` API over a real .xlsx file."""
