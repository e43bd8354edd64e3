"""The second, independent reading: a structured-output call to any OpenAI-compatible server."""
