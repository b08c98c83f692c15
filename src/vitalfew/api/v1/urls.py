"""Addresses of the API. A token is asked for by the operations themselves, so the sign-in page is not."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern

from vitalfew.api.v1.root import API

app_name = "api"
# Operations on one address share its name and its view, which asks each for its method.
_patterns = {
    pattern.name: pattern
    for pattern in API.urls[0]
    if isinstance(pattern, URLPattern) and pattern.name != "api-root"
}
urlpatterns = list(_patterns.values())
for _pattern in urlpatterns:
    login_not_required(_pattern.callback)
