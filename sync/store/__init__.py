"""The store: every accepted record with its history, every workbook, issue and run, in one SQLite file."""
