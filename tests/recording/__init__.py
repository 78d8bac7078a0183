"""Recorded pages: how they are taken from the mock, kept in ``fixtures/``, and shown again without a server."""
