"""Cells of any workbook, read in a process of its own: only the standard library, and xlrd for the old format.

Nothing here knows what a cell means. `cells.child` is the program; it is started with limits and speaks JSON.
"""
