"""Addresses of jobs."""

from django.urls import path

from groundswell.web.jobs_progress import known, views  # noqa: F401 - known names the jobs

urlpatterns = [
    path("<str:uid>/", views.job, name="job"),
    path("<str:uid>/stop/", views.stop, name="job_stop"),
]
