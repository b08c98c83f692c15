"""Addresses of departments, people and roles."""

from django.urls import path

from vitalfew.access import field_views, views

app_name = "access"
urlpatterns = [
    path("", views.departments, name="departments"),
    path("departments/<int:pk>/", views.department, name="department"),
    path("departments/<int:pk>/remove/", views.department_remove, name="department_remove"),
    path("people/", views.people, name="people"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/roles/", views.person_roles, name="person_roles"),
    path("people/<int:pk>/deputies/", views.person_deputies, name="person_deputies"),
    path("roles/", views.role_list, name="roles"),
    path("roles/<slug:ref>/", views.role, name="role"),
    path("roles/<slug:ref>/copy/", views.role_copy, name="role_copy"),
    path("roles/<slug:ref>/remove/", views.role_remove, name="role_remove"),
    path("roles/<slug:ref>/fields/", field_views.role_fields, name="role_fields"),
]
