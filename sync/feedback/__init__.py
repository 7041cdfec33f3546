"""The page beside a team's workbook: what was found in it and what to do."""
