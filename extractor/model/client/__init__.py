"""The client: asks any server that speaks OpenAI's chat completions, within limits."""
