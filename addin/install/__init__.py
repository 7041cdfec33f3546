"""The add-in on one person's computer: put into Excel's start folder, taken away again, looked at.

Owns which files that takes and what stands in them. Knows nothing of the command line.
"""
