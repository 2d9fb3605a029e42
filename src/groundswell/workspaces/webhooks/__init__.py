"""Telling other programs what happens in a workspace, as they ask.

Nouns: an *endpoint* (an address, the kinds of events it wants, a secret), a *delivery* (one event
on its way to one endpoint, with all its tries), a *kind* of event.
Verbs: `kinds.sends` offers a kind; endpoints are created, changed, paused, resumed, removed; a
delivery is replayed.

Messages follow Standard Webhooks (https://www.standardwebhooks.com): headers ``webhook-id``,
``webhook-timestamp`` and ``webhook-signature`` (HMAC-SHA256 over ``id.timestamp.body``), body
``{"type": ..., "timestamp": ..., "data": {...}}``. Data names things by their uid and holds no
personal data: whoever wants more asks the API with a key of their own.
"""
