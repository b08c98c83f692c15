"""Addresses of people."""

from django.urls import path

from vitalfew.people import views

app_name = "people"
urlpatterns = [
    path("", views.contacts, name="list"),
    path("bin/", views.bin_page, name="bin"),
    path("bin/<int:pk>/restore/", views.restore, name="restore"),
    path("at/<int:customer_pk>/new/", views.add, name="add"),
    path("<int:pk>/", views.contact, name="contact"),
    path("<int:pk>/card.vcf", views.card, name="card"),
    path("<int:pk>/reveal/<str:field>/", views.reveal, name="reveal"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    path("<int:pk>/consent/", views.consent, name="consent"),
    path("<int:pk>/place/", views.place, name="place"),
    path("positions/<int:pk>/", views.position, name="position"),
    path("positions/<int:pk>/leave/", views.leave, name="leave"),
    path("positions/<int:pk>/back/", views.come_back, name="come_back"),
    path("positions/<int:pk>/primary/", views.primary, name="primary"),
]
