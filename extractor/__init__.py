"""From a file to a record: documents, the readings, claims, reconciliation."""
