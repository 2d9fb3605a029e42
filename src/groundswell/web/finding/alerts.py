"""Ending an alert from the link in its mail, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from groundswell.discovery.saved.unsubscribing import alert_behind, unfollow


@csrf_exempt  # mail programs send it themselves (RFC 8058); the token is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Ask once, then end it: programs that look into mail open links, but send no forms."""
    found = alert_behind(slug, token)
    ended = request.method == "POST"
    if ended:
        unfollow(slug, token)
    return render(request, "finding/off.html", {"search": found.search, "ended": ended})
