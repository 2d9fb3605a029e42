"""REST, version 1: the domains as JSON under ``/api/v1/``.

`v1` puts the routers together, a file per domain. Each view names the right it needs, takes a
schema, calls one query or action and answers. What every request shares stands apart: `access`
(who asks), `limits` (how often), `idempotency` (repeats), `problems` (refusals), `paging`
(cursors), `description` (what OpenAPI says beyond the views).
"""
