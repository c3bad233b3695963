"""cxloop: from signal to verified change."""

__version__ = "0.1.0"
