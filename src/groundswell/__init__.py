"""Groundswell: a self-hosted platform for micro-influencer programs."""

__version__ = "0.1.0"
