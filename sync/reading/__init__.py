"""From the bytes of a workbook to raw rows with their places; refuses what cannot be read, with a reason."""
