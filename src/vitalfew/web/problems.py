"""What went wrong, for programs: RFC 9457, with the same codes and sentences that people read."""

from http import HTTPStatus

from django.http import JsonResponse

PROBLEM = "application/problem+json"


def problem(status: int, code: str, sentence: str, **more: object) -> JsonResponse:
    """The problem as JSON; ``more`` is what helps to go on, such as both texts after a conflict."""
    told = {
        "type": f"urn:vitalfew:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": sentence,
    }
    answer = JsonResponse(told | more, status=status, content_type=PROBLEM)
    answer["Cache-Control"] = "no-store"
    return answer
