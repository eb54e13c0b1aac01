"""The forms of a report for other readers: a page for a browser, a workbook for a spreadsheet, a CASE/UCO
graph and a VICS case for other programs. Each is written from the content as it is handed over: whoever
withholds anything does so before. The same content gives the same bytes.
"""
