"""Addresses of imports, and of the jobs that run in a workspace."""

from django.urls import include, path

from groundswell.web.imports import views, wizard

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.new, name="import_new"),
    path("imports/<str:uid>/", wizard.show, name="import"),
    path("imports/<str:uid>/try/", wizard.try_again, name="import_try"),
    path("imports/<str:uid>/confirm/", wizard.confirm, name="import_confirm"),
    path("imports/<str:uid>/go-on/", wizard.go_on, name="import_go_on"),
    path("imports/<str:uid>/discard/", wizard.discard, name="import_discard"),
    path("imports/<str:uid>/undo/", wizard.undo, name="import_undo"),
    path("imports/<str:uid>/list/", wizard.keep, name="import_list"),
    path("imports/<str:uid>/rejects/", wizard.rejects, name="import_rejects"),
    path("jobs/", include("groundswell.web.jobs_progress.urls")),
]
