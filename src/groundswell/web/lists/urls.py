"""Addresses of lists, under ``/w/<slug>/``."""

from django.urls import path

from groundswell.web.lists import board, bulk, entry, index, own_fields, pipeline, table

urlpatterns = [
    path("lists/", index.index, name="lists"),
    path("lists/new/", index.create, name="lists_create"),
    path("lists/aside/", index.put_aside, name="lists_aside"),
    path("lists/pipeline/", pipeline.pipeline, name="pipeline"),
    path("lists/pipeline/change/", pipeline.change_pipeline, name="pipeline_change"),
    path("lists/<str:uid>/", board.board, name="list_board"),
    path("lists/<str:uid>/change/", index.change, name="list_change"),
    path("lists/<str:uid>/add/", board.add, name="list_add"),
    path("lists/<str:uid>/move/", board.move, name="list_move"),
    path("lists/<str:uid>/stages/<str:stage>/", board.column, name="list_column"),
    path("lists/<str:uid>/table/", table.table, name="list_table"),
    path("lists/<str:uid>/rows/", table.rows, name="list_rows"),
    path("lists/<str:uid>/cells/", table.cells, name="list_cells"),
    path("lists/<str:uid>/many/", bulk.many, name="list_bulk"),
    path("lists/<str:uid>/export/", bulk.export, name="list_export"),
    path("lists/<str:uid>/columns/", own_fields.new_field, name="list_field_new"),
    path("lists/<str:uid>/columns/<str:field>/", own_fields.own_field, name="list_field"),
    path("lists/<str:uid>/creators/<str:profile>/", entry.entry, name="list_entry"),
    path("lists/<str:uid>/creators/<str:profile>/change/", entry.change, name="list_entry_change"),
    path("lists/<str:uid>/creators/<str:profile>/vote/", entry.vote, name="list_entry_vote"),
    path("lists/<str:uid>/creators/<str:profile>/note/", entry.note, name="list_entry_note"),
    path("lists/<str:uid>/creators/<str:profile>/remove/", entry.remove, name="list_entry_remove"),
]
