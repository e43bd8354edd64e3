"""Prompt files and their loader; labels are passed in from the form."""
