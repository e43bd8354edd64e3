"""The vocabulary of the project: forms, edits, documents, records, claims, findings."""
