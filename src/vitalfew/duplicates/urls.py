"""Addresses of duplicates."""

from django.urls import path

from vitalfew.duplicates import people_views, views

app_name = "duplicates"
urlpatterns = [
    path("", views.pairs, name="list"),
    path("scan/", views.scan, name="scan"),
    path("alike/", views.alike, name="alike"),
    path("alike/people/<int:customer_pk>/", views.alike_people, name="alike_people"),
    path("merged/", views.merges, name="merges"),
    path("merged/<int:pk>/undo/", views.undo, name="undo"),
    path("merged/people/", people_views.merged_people, name="merged_people"),
    path("merged/people/<int:pk>/undo/", people_views.undo_people, name="undo_people"),
    path("people/", people_views.people_pairs, name="people_pairs"),
    path("people/<int:pk>/", people_views.merge_with, name="merge_with"),
    path("people/<int:pk>/with/<int:other_pk>/", people_views.people, name="people"),
    path(
        "people/<int:pk>/with/<int:other_pk>/answer/",
        people_views.judge_people,
        name="judge_people",
    ),
    path("<int:pk>/", views.pair, name="pair"),
    path("<int:pk>/answer/", views.judge, name="judge"),
]
