"""Addresses of hand-overs."""

from django.urls import path

from vitalfew.handover import views

app_name = "handover"
urlpatterns = [
    path("", views.handovers, name="list"),
    path("start/<int:member>/", views.start, name="start"),
    path("start/<int:member>/pool/", views.into_pool, name="into_pool"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/offer/", views.offer, name="offer"),
    path("<int:pk>/accept/", views.accept, name="accept"),
    path("<int:pk>/send-back/", views.send_back, name="send_back"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/pack/", views.pack, name="pack"),
    path("<int:pk>/customers/<int:item>/", views.item, name="item"),
]
