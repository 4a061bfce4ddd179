"""Texts in three languages: how declared files are read, and how a translation remembers what it renders."""
