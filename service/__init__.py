"""A self-hosted rating-survey service for Dixa."""

__version__ = "0.1.0"
