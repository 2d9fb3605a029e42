"""The top floor: settings from the environment, root addresses, entry points of the web server."""
