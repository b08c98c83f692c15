"""Every page's address, app by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("vitalfew.identity.urls")),
    path("", include("vitalfew.identity.allauth_urls")),
    path("", include("vitalfew.web.urls")),
    path("customers/", include("vitalfew.customers.urls")),  # before site, whose tabs take any word
    path("search/", include("vitalfew.search.urls")),
    path("duplicates/", include("vitalfew.duplicates.urls")),
    path("", include("vitalfew.site.urls")),
    path("known/", include("vitalfew.upkeep.urls")),
    path("fields/", include("vitalfew.fields.urls")),
    path("resource/", include("vitalfew.resource.urls")),
    path("calls/", include("vitalfew.calls.urls")),
    path("pool/", include("vitalfew.pool.urls")),
    path("handover/", include("vitalfew.handover.urls")),
    path("owners/", include("vitalfew.ownership.urls")),
    path("inquiries/", include("vitalfew.inquiries.urls")),
    path("ask/", include("vitalfew.inquiries.public_urls")),
    path("people/", include("vitalfew.people.urls")),
    path("privacy/", include("vitalfew.privacy.urls")),
    path("dossier/", include("vitalfew.dossier.urls")),
    path("activity/", include("vitalfew.activity.urls")),
    path("funnel/", include("vitalfew.funnel.urls")),
    path("orders/", include("vitalfew.trade.urls")),
    path("value/", include("vitalfew.value.urls")),
    path("import/", include("vitalfew.importing.urls")),
    path("settings/", include("vitalfew.access.urls")),
    path("history/", include("vitalfew.audit.urls")),
    path("outbox/", include("vitalfew.outbox.urls")),
    path("webhooks/", include("vitalfew.webhooks.urls")),
    path("tokens/", include("vitalfew.api.urls")),
    path("api/v1/", include("vitalfew.api.v1.urls")),
    path("views/", include("vitalfew.savedviews.urls")),
    path("jobs/", include("vitalfew.jobs.urls")),
]

handler500 = "vitalfew.web.views.server_error"
