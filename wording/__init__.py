"""Texts in three languages: declared files, translations that remember what they render, refusals by code."""
