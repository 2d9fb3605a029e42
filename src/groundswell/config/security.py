"""Response headers that Django 5.2 does not set itself."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Scripts come from our own files, or carry the nonce of the answer. Style attributes are allowed
# because charts place their tooltips with them; style sheets only come from our own files.
_POLICY = (
    "default-src 'self'; "
    "script-src 'self' 'nonce-{nonce}'; "
    "style-src 'self'; "
    "style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; "
    "font-src 'self' data:; "
    "connect-src 'self'; "
    "object-src 'none'; "
    "base-uri 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'none'"
)


class ContentSecurityPolicy:
    """Sends the policy, with a nonce per answer, unless a view has set a policy of its own.

    Templates find the nonce as ``request.csp_nonce``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers to the response."""
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", _POLICY.format(nonce=nonce))
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response
