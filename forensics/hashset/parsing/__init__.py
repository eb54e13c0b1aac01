"""How values stand in the files sets come in, whatever their form: digits, rows, JSON, SQL, databases."""
