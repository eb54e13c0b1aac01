"""Small widgets every page is built of: labels, buttons, panels, charts."""
