"""Sending whoever started a job to its progress, and from there on to the page of its result."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from vitalfew.jobs.models import Job

GO_ON = "go-on"  # in the address of a job's page, of whoever waits there for its end


def waiting_for(job: Job) -> HttpResponse:
    """To the progress of a job, and then on to the page of its result."""
    return redirect(f"{reverse('jobs:detail', args=[job.pk])}?{GO_ON}")
