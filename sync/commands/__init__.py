"""The commands of `remit`, one module each: it parses, calls one function, renders.

Only click and light modules are imported at the top, so that `remit --help` answers at once.
"""
