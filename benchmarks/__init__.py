"""Figures against a floor measured in the same run, and a suite tried against removed guards; not tests."""
