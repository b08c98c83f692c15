"""The jobs of looking for duplicates, of merging and of taking that back, as the job list names them."""

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from vitalfew.duplicates.lists import page_of_people
from vitalfew.duplicates.merge_jobs import merge_work, undo_work
from vitalfew.duplicates.models import Merge, Pair, PersonMerge
from vitalfew.duplicates.policies import (
    merges_visible_to,
    next_pair,
    next_person_pair,
    person_merges_visible_to,
    person_pair_of,
)
from vitalfew.duplicates.rules import CONTACT, CUSTOMER, SCAN_JOB
from vitalfew.duplicates.scanning import scan_work
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, JobState, Kind, register


def _page(job: Job) -> str:
    return reverse("duplicates:list")


def _page_of_merge(job: Job) -> str:
    """The customer that stays; the pair, when nothing came of it."""
    if job.state != JobState.FAILED:
        return reverse("site:customer", args=[job.parameters["survivor"]])
    first, second = job.parameters[CUSTOMER.first], job.parameters[CUSTOMER.second]
    pair = Pair.objects.filter(first_id=first, second_id=second).first()
    return reverse("duplicates:pair", args=[pair.pk]) if pair else reverse("duplicates:list")


def _next_pair(job: Job, actor: Member) -> str | None:
    """Whoever works through the queue looks at the next pair; after the last one, at the customer that stays."""
    following = next_pair(actor)
    return reverse("duplicates:pair", args=[following.pk]) if following else None


def _page_of_undo(job: Job) -> str:
    """The customer that is one of its own again; the merges, when nothing came of it."""
    done = Merge.objects.filter(pk=job.parameters["merge"]).first()
    if done is None or job.state != JobState.DONE:
        return reverse("duplicates:merges")
    return reverse("site:customer", args=[done.other_id])


def _page_of_person_merge(job: Job) -> str:
    """The contact who stays; the two, when nothing came of it."""
    if job.state != JobState.FAILED:
        return reverse("people:contact", args=[job.parameters["survivor"]])
    both = [job.parameters[CONTACT.first], job.parameters[CONTACT.second]]
    return reverse("duplicates:people", args=both)


def _next_people(job: Job, actor: Member) -> str | None:
    """Whoever merged a pair of the queue looks at the next one; whoever chose the two by hand, at who stayed."""
    if person_pair_of(job.parameters[CONTACT.first], job.parameters[CONTACT.second]) is None:
        return None
    following = next_person_pair(actor)
    return page_of_people(following) if following else None


def _page_of_person_undo(job: Job) -> str:
    """The contact who is one of their own again; the merges, when nothing came of it."""
    done = PersonMerge.objects.filter(pk=job.parameters["merge"]).first()
    if done is None or job.state != JobState.DONE:
        return reverse("duplicates:merged_people")
    return reverse("people:contact", args=[done.other_id])


def _done(job: Job, actor: Member) -> Merge | PersonMerge | None:
    rows = person_merges_visible_to if job.kind.startswith(CONTACT.name) else merges_visible_to
    return rows(actor).filter(pk=job.result.get("merge")).first()


def _words_of_merge(job: Job, actor: Member) -> str:
    done = _done(job, actor)
    if done is None:
        return ""
    names = {"one": done.other_name, "other": done.survivor_name}
    return gettext("%(one)s went into %(other)s.") % names


def _words_of_undo(job: Job, actor: Member) -> str:
    done = _done(job, actor)
    if done is None:
        return ""
    own = gettext("%(name)s is a customer of its own again.")
    if isinstance(done, PersonMerge):
        own = gettext("%(name)s is a contact of their own again.")
    said = [own % {"name": done.other_name}]
    if later := job.result.get("later", 0):
        told = ngettext(
            "%(number)s record that came later stays with the one it was added to.",
            "%(number)s records that came later stay with the one they were added to.",
            later,
        )
        said.append(told % {"number": later})
    if job.result.get("kept"):
        said.append(gettext("What was changed since stays as it is."))
    return " ".join(said)


STEPS = {
    "keys": _("Reading the names"),
    "pairs": _("Comparing"),
    "signs": _("Reading the contacts"),
    "people": _("Comparing the contacts"),
}
register(Kind(SCAN_JOB, _("Look for duplicates"), scan_work, STEPS, _page))
MERGING = {"merge": _("Merging"), "waiting": _("Waiting for an import to end")}
UNDOING = {"merge": _("Taking apart"), "waiting": _("Waiting for an import to end")}
register(
    Kind(
        CUSTOMER.merge_job,
        _("Merge two customers"),
        merge_work,
        MERGING,
        _page_of_merge,
        words=_words_of_merge,
        then=_next_pair,
    )
)
TAKE_BACK = _("Take a merge back")
register(
    Kind(CUSTOMER.undo_job, TAKE_BACK, undo_work, UNDOING, _page_of_undo, words=_words_of_undo)
)
register(
    Kind(
        CONTACT.merge_job,
        _("Merge two contacts"),
        merge_work,
        MERGING,
        _page_of_person_merge,
        words=_words_of_merge,
        then=_next_people,
    )
)
register(
    Kind(
        CONTACT.undo_job,
        TAKE_BACK,
        undo_work,
        UNDOING,
        _page_of_person_undo,
        words=_words_of_undo,
    )
)
