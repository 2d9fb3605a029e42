"""The `groundswell` command: import, search, index, demo, serve, worker, doctor, backup, restore.

A module per command, each with a typer application that `main` imports when it is called.
"""
