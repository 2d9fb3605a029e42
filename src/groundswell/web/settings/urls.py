"""Addresses of the settings, under ``/w/<slug>/settings/``."""

from django.urls import path

from groundswell.web.settings import data, keys, people, sources, trail, webhooks, workspace

urlpatterns = [
    path("", workspace.workspace, name="settings"),
    path("save/", workspace.save, name="settings_save"),
    path("brands/", workspace.brands, name="settings_brands"),
    path("brands/new/", workspace.add_brand, name="settings_brands_add"),
    path("brands/<str:uid>/name/", workspace.rename_brand, name="settings_brands_rename"),
    path("brands/<str:uid>/archive/", workspace.archive_brand, name="settings_brands_archive"),
    path("brands/<str:uid>/restore/", workspace.restore_brand, name="settings_brands_restore"),
    path("members/", people.members, name="settings_members"),
    path("members/invite/", people.invite, name="settings_members_invite"),
    path("members/<str:uid>/role/", people.change_role, name="settings_members_role"),
    path("members/<str:uid>/remove/", people.remove, name="settings_members_remove"),
    path("invitations/<str:uid>/revoke/", people.revoke_invitation, name="settings_members_revoke"),
    path("keys/", keys.keys, name="settings_keys"),
    path("keys/new/", keys.make, name="settings_keys_make"),
    path("keys/<str:uid>/revoke/", keys.revoke, name="settings_keys_revoke"),
    path("webhooks/", webhooks.webhooks, name="settings_webhooks"),
    path("webhooks/new/", webhooks.add, name="settings_webhooks_add"),
    path("webhooks/<str:uid>/", webhooks.webhook, name="settings_webhook"),
    path("webhooks/<str:uid>/change/", webhooks.change, name="settings_webhook_change"),
    path("webhooks/<str:uid>/secret/", webhooks.renew, name="settings_webhook_secret"),
    path("webhooks/<str:uid>/pause/", webhooks.pause, name="settings_webhook_pause"),
    path("webhooks/<str:uid>/resume/", webhooks.resume, name="settings_webhook_resume"),
    path("webhooks/<str:uid>/remove/", webhooks.remove, name="settings_webhook_remove"),
    path("webhooks/<str:uid>/test/", webhooks.test, name="settings_webhook_test"),
    path("webhooks/<str:uid>/again/", webhooks.again, name="settings_webhook_again"),
    path("deliveries/<str:uid>/", webhooks.delivery, name="settings_delivery"),
    path("deliveries/<str:uid>/replay/", webhooks.replay, name="settings_delivery_replay"),
    path("sources/", sources.sources, name="settings_sources"),
    path("sources/<str:uid>/", sources.source, name="settings_source"),
    path("sources/<str:uid>/terms/", sources.change, name="settings_source_change"),
    path("data/", data.data, name="settings_data"),
    path("data/export/", data.export, name="settings_data_export"),
    path("data/<str:uid>/file/", data.download, name="settings_data_download"),
    path("data/import/", data.bring_in, name="settings_data_import"),
    path("trail/", trail.trail, name="settings_trail"),
    path("trail/export/", trail.export, name="settings_trail_export"),
]
