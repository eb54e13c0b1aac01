"""The pages of the work area, one for each entry of the rail, and the start page."""
