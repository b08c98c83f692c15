"""Addresses of duplicates."""

from django.urls import path

from vitalfew.duplicates import views

app_name = "duplicates"
urlpatterns = [
    path("", views.pairs, name="list"),
    path("scan/", views.scan, name="scan"),
    path("alike/", views.alike, name="alike"),
    path("alike/people/<int:customer_pk>/", views.alike_people, name="alike_people"),
    path("merged/", views.merges, name="merges"),
    path("merged/<int:pk>/undo/", views.undo, name="undo"),
    path("<int:pk>/", views.pair, name="pair"),
    path("<int:pk>/answer/", views.judge, name="judge"),
]
