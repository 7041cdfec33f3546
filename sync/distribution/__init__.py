"""Handing out a cycle's workbooks, with what they carry over, never over somebody's work."""
