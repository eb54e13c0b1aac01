"""Tables over many rows: ids in SQL order, rows in pages, nothing sorted or filtered in the window."""
