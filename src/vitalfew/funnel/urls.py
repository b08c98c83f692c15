"""Addresses of opportunities."""

from django.urls import path

from vitalfew.funnel import views

app_name = "funnel"
urlpatterns = [
    path("", views.listing, name="list"),
    path("board/", views.board_page, name="board"),
    path("scorecard/", views.scorecard_page, name="scorecard"),
    path("bin/", views.bin_page, name="bin"),
    path("of/<int:customer>/new/", views.add, name="add"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/advance/", views.advance, name="advance"),
    path("<int:pk>/win/", views.win, name="win"),
    path("<int:pk>/lose/", views.lose, name="lose"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    path("<int:pk>/restore/", views.restore, name="restore"),
]
