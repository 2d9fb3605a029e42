"""Tags of the visual language: `{% load gs %}`."""
