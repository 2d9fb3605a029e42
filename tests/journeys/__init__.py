"""Journeys through the running product, in headless Chromium."""
