"""Addresses for outsiders, under ``/s/``."""

from django.urls import path

from groundswell.web.sharing import views

urlpatterns = [
    path("<str:token>/", views.shared, name="shared"),
    path("<str:token>/name/", views.say_name, name="shared_name"),
    path("<str:token>/vote/", views.vote, name="shared_vote"),
    path("<str:token>/comment/", views.comment, name="shared_comment"),
]
