"""The computed columns of a team workbook: each a native formula and its values."""
