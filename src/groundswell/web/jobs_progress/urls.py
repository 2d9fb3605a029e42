"""Addresses of jobs."""

from django.urls import path

from groundswell.web.jobs_progress import views

urlpatterns = [
    path("<str:uid>/", views.job, name="job"),
    path("<str:uid>/stop/", views.stop, name="job_stop"),
]
