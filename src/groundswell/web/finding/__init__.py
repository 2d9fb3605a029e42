"""Saved searches and their alerts, and our circle."""
