"""Copies to fall back on: of a master before it is replaced, and of everything that a programme is."""
