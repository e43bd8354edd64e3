"""Prompt files and their loader; labels are passed in from the form."""

from prompts.loader import (
    Example,
    Prompt,
    PromptError,
    Rendered,
    load_prompt,
    parse_prompt,
    prompt_ids,
)

__all__ = [
    "Example",
    "Prompt",
    "PromptError",
    "Rendered",
    "load_prompt",
    "parse_prompt",
    "prompt_ids",
]
