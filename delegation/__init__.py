"""The domain of Remit: delegated responsibility and its figures, as plain values (SPEC §1-§13).

Values in, values out: no file, no clock, no Excel, no database, and nothing outside the standard library,
so that the formulas start fast inside Excel and run unchanged in a browser.
"""
