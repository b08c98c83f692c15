"""What lists ask: the views that stand as tabs above them."""

from django.http import HttpRequest
from django.urls import reverse

from vitalfew.identity.api import Member
from vitalfew.savedviews.policies import may_change
from vitalfew.savedviews.queries import arranged
from vitalfew.web.listing import KeptView, keep_views_on


class MembersShelf:
    """The views of whoever asks."""

    def views(self, request: HttpRequest, listing: str) -> list[KeptView] | None:
        """The views of a list, in the member's order; None for whoever keeps none: a stranger."""
        if not isinstance(request.user, Member):
            return None
        actor = request.user
        return [
            KeptView(
                view.pk,
                view.name,
                view.query,
                view.version,
                is_first=view.first,  # type: ignore[attr-defined]
                is_shared=view.audience != "private",
                save_url=reverse("savedviews:change", args=[view.pk, "save"]) if may_change(actor, view) else "",
            )
            for view in arranged(actor, listing)
        ]  # fmt: skip

    def keep_url(self, listing: str) -> str:
        """Where a new view is sent."""
        return reverse("savedviews:keep", args=[listing])

    def manage_url(self, listing: str) -> str:
        """Where views are named, shared, arranged and deleted."""
        return reverse("savedviews:list", args=[listing])


keep_views_on(MembersShelf())
