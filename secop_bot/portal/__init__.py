"""SECOP II: the only code that knows its pages."""
