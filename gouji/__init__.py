"""The program: command line, pipeline and configuration."""
