"""Addresses of the API."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from groundswell.api import problems
from groundswell.api.v1 import api


@csrf_exempt
def nowhere(_request: HttpRequest) -> HttpResponse:
    """The answer of addresses that do not exist, as a problem document like all others."""
    return problems.problem(
        HTTPStatus.NOT_FOUND, "no-such-address", "The API has nothing at this address."
    )


urlpatterns = [
    path("v1/", nowhere),  # before ninja's own, whose 404 is a page
    path("v1/", api.urls),
    re_path(r"^.*$", nowhere, name="api_nowhere"),
]
