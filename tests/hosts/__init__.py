"""The hosts beside the desktop: xlwings' Office.js path, and Pyodide, in which xlwings Lite runs."""
