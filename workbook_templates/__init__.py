"""From the declared tables to workbooks that people like to fill in."""
