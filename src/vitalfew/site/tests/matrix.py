"""Who gets what at every address: route x method x actor x relation, with the right it takes. Refusals are written out.

A row about a customer (or an order, a job, an import of somebody) has three answers for each actor: to what is the
salesperson's own, to what is in the same department, to what is in another department; for a customer three more, of
another department's too, on whose account team the salesperson reads, writes, or did until yesterday. A row about
nobody's thing has one. POST sends a form with nothing filled in: 422 says that one may, and that something must be
typed.
"""

from vitalfew.site.tests.world import ACTORS

type Row = dict[str, tuple[int, ...]]


def row(*answers: int | tuple[int, ...]) -> Row:
    """The answers in the order of the actors."""
    told = [answer if isinstance(answer, tuple) else (answer,) for answer in answers]
    return dict(zip(ACTORS, told, strict=True))


def everybody(stranger: int, member: int, deactivated: int | None = None) -> Row:
    """The same answer for everybody who is signed in; whoever was deactivated is a stranger."""
    out = stranger if deactivated is None else deactivated
    return row(stranger, *[member] * (len(ACTORS) - 2), out)


def with_team(plain: Row, *team: int) -> Row:
    """The row with the three answers to the salesperson on a team; to everybody else it is another department's."""
    return {
        actor: (*answers, *(team if actor == "salesperson" else answers[-1:] * 3))
        for actor, answers in plain.items()
    }


OUT = (302, 302, 302)  # to the sign-in page
GONE = (404, 404, 404)
NO = (403, 403, 403)
YES = (200, 200, 200)
NO_SUCH_METHOD = everybody(302, 405)

#                 stranger salesperson      elsewhere        manager          auditor admin office          deactivated
SEE_CUSTOMER = row(OUT, (200, 404, 404), (404, 404, 200), (200, 200, 404), YES, GONE, YES, OUT)
EDIT_FORM = row(OUT, (200, 404, 404), (404, 404, 200), (200, 200, 404), NO, GONE, YES, OUT)
EDIT_SENT = row(
    OUT, (422, 404, 404), (404, 404, 422), (422, 422, 404), NO, GONE, (422, 422, 422), OUT
)
EDIT_MOVED = row(OUT, (302, 404, 404), (404, 404, 302), (302, 302, 404), NO, GONE, OUT, OUT)
# Nothing of it must be typed, so an empty form is one that was opened before somebody else's change.
EDIT_STALE = row(OUT, (409, 404, 404), (404, 404, 409), (409, 409, 404), NO, GONE, (409,) * 3, OUT)
PERSON = row(OUT, (403, 404, 404), (404, 404, 403), (403, 403, 404), NO, GONE, YES, OUT)
PERSON_SENT = row(
    OUT, (403, 404, 404), (404, 404, 403), (403, 403, 404), NO, GONE, (422, 422, 422), OUT
)
RETENTION_SENT = row(302, 403, 403, 403, 403, 403, 422, 302)
ASSIGN_FORM = row(OUT, (403, 404, 404), (404, 404, 403), (200, 200, 404), NO, GONE, YES, OUT)
ASSIGN_SENT = row(
    OUT, (403, 404, 404), (404, 404, 403), (422, 422, 404), NO, GONE, (422, 422, 422), OUT
)
# A team reads, or also writes; it gives away nothing, deletes nothing, and lets nobody else in.
SEE_CUSTOMER = with_team(SEE_CUSTOMER, 200, 200, 404)
EDIT_FORM, OWNERS_FORM = with_team(EDIT_FORM, 403, 200, 404), with_team(EDIT_FORM, 403, 403, 404)
FOLLOW_UP_OUT = with_team(
    row(OUT, (403, 404, 404), (404, 404, 403), (302, 302, 404), NO, GONE, OUT, OUT), 403, 403, 404
)
EDIT_SENT, OWNERS_SENT = with_team(EDIT_SENT, 403, 422, 404), with_team(EDIT_SENT, 403, 403, 404)
ASSIGN_FORM, ASSIGN_SENT = (with_team(plain, 403, 403, 404) for plain in (ASSIGN_FORM, ASSIGN_SENT))
CARD = with_team(
    row(OUT, (403, 404, 404), (404, 404, 403), (200, 200, 404), NO, GONE, YES, OUT), 403, 403, 404
)
SEE_JOB = row(OUT, (200, 404, 404), (404, 404, 200), GONE, YES, YES, YES, OUT)
SEE_IMPORT = row(OUT, NO, NO, NO, NO, NO, YES, OUT)
SEND_IMPORT = row(OUT, NO, NO, NO, NO, NO, (422, 422, 422), OUT)
MOVE_IMPORT = row(OUT, NO, NO, NO, NO, NO, OUT, OUT)

RESTORE = row(OUT, *[(409, 409, 409)] * 3, NO, NO, (409, 409, 409), OUT)  # it is not in the bin

NOT_IN_BIN = row(OUT, NO, NO, (409, 409, 409), NO, NO, (409, 409, 409), OUT)

# A pair is about two customers: the one in this relation, and another one of the same owner.
SEE_PAIR = row(OUT, (200, 404, 404), (404, 404, 200), (200, 200, 404), GONE, GONE, YES, OUT)
SEND_PAIR = row(
    OUT, (422, 404, 404), (404, 404, 422), (422, 422, 404), GONE, GONE, (422, 422, 422), OUT
)
UNDO_MERGE = row(
    OUT, (403, 404, 404), (404, 404, 403), (302, 302, 404), NO, NO, (302, 302, 302), OUT
)
UNDO_PEOPLE = row(OUT, (302, 404, 404), (404, 404, 302), (302, 302, 404), NO, NO, OUT, OUT)
# A plan is its maker's alone: here the salesperson's own, then what others made.
PLAN = row(OUT, (200, 404, 404), (404, 404, 200), GONE, GONE, GONE, GONE, OUT)
PLAN_SENT = row(OUT, (302, 404, 404), (404, 404, 302), GONE, GONE, GONE, GONE, OUT)
PLAN_UNDO = row(
    OUT, (409, 404, 404), (404, 404, 409), GONE, GONE, GONE, GONE, OUT
)  # nothing is done yet

# An inquiry is its owner's; no account team sees it.
SEE_INQUIRY = row(OUT, (200, 404, 404), (404, 404, 200), (200, 200, 404), YES, GONE, YES, OUT)
WORK_FORM = row(OUT, (200, 404, 404), (404, 404, 200), (200, 200, 404), NO, GONE, YES, OUT)
WORK_SENT = row(
    OUT, (422, 404, 404), (404, 404, 422), (422, 422, 404), NO, GONE, (422, 422, 422), OUT
)
GIVE_FORM = row(OUT, (403, 404, 404), (404, 404, 403), (200, 200, 404), NO, GONE, YES, OUT)
GIVE_SENT = row(
    OUT, (403, 404, 404), (404, 404, 403), (422, 422, 404), NO, GONE, (422, 422, 422), OUT
)

#                  stranger sales elsewhere manager auditor admin office deactivated
LIST = row(302, 200, 200, 200, 200, 403, 200, 302)
LIST_OF_IMPORTS = row(302, 403, 403, 403, 403, 403, 200, 302)
ADD_FORM = row(302, 200, 200, 200, 403, 403, 200, 302)
ADD_SENT = row(302, 422, 422, 422, 403, 403, 422, 302)
SETTINGS = row(302, 403, 403, 403, 403, 200, 403, 302)
SETTINGS_SENT = row(302, 403, 403, 403, 403, 422, 403, 302)
SETTINGS_NOT_THERE = row(302, 403, 403, 403, 403, 404, 403, 302)
SETTINGS_DONE = row(302, 403, 403, 403, 403, 302, 403, 302)
SETTINGS_IN_USE = row(302, 403, 403, 403, 403, 409, 403, 302)
MEMBERS = row(302, 403, 403, 403, 403, 200, 403, 302)
MAKERS = row(302, 403, 403, 200, 403, 403, 200, 302)
NO_SUCH_WEBHOOK = row(302, 403, 403, 404, 403, 403, 404, 302)  # nobody has one yet
AT_THE_DOOR = everybody(422, 302)
FOR_ALL = everybody(302, 302)
PAGE = everybody(302, 200)
FORM = everybody(302, 422)


def by_token(row_of_pages: Row) -> Row:
    """The same for programs: a stranger is told to bring a token."""
    return {
        actor: tuple(401 if status == 302 else status for status in answers)
        for actor, answers in row_of_pages.items()
    }


NO_JSON = row(401, *[415] * 6, 401)  # a form is nothing that programs send
NO_SUCH_CALL = everybody(405, 405)
NOT_VALUED = row(401, 404, 404, 404, 404, 403, 404, 401)  # no value run has been

# Own fields are set by the office, and by administrators.
FIELDS_FORM = row(302, 403, 403, 403, 403, 200, 200, 302)
FIELDS_SENT = row(302, 403, 403, 403, 403, 422, 422, 302)
FIELDS_STALE = row(302, 403, 403, 403, 403, 409, 409, 302)
# route: (the right it takes, answers to GET, answers to POST)
# An owner returns what is the own; who may transfer puts it into a pool too.
RELEASE_FORM = with_team(
    row(OUT, (200, 404, 404), (404, 404, 200), (200, 200, 404), NO, GONE, YES, OUT), 403, 403, 404
)
UNLOCK_SENT = with_team(
    row(OUT, (302, 404, 404), (404, 404, 302), (302, 302, 404), NO, GONE, (302,) * 3, OUT),
    403,
    403,
    404,
)
RELEASE_SENT = with_team(
    row(OUT, (422, 404, 404), (404, 404, 422), (422, 422, 404), NO, GONE, (422,) * 3, OUT),
    403,
    403,
    404,
)
SEE_POOL = row(302, 200, 404, 200, 200, 403, 200, 302)
SEE_POOLS = row(302, 200, 200, 200, 200, 403, 200, 302)
SET_FORM = row(302, 403, 403, 403, 403, 403, 200, 302)
SET_SENT = row(302, 403, 403, 403, 403, 403, 422, 302)
# What all that a salesperson has goes to others: by themselves, whoever leads them, and who ends their access.
START = row(302, 200, 404, 200, 404, 200, 200, 302)
START_SENT = row(302, 422, 404, 422, 404, 422, 422, 302)
# A hand-over to the office: its giver prepares it, the successor or whoever may transfer answers.
SEE_HANDOVER = row(OUT, (200, 404, 404), (404, 404, 200), (200, 200, 404), YES, GONE, YES, OUT)
PREPARE_SENT = row(
    OUT, (422, 404, 404), (404, 404, 422), (422, 422, 404), NO, GONE, (422,) * 3, OUT
)
ANSWER_FORM = row(OUT, (403, 404, 404), (404, 404, 403), (200, 200, 404), NO, GONE, YES, OUT)
ANSWER_SENT = row(OUT, (403, 404, 404), (404, 404, 403), (422, 422, 404), NO, GONE, (422,) * 3, OUT)
NO_SUCH_FILE = everybody(302, 404)  # of the task of that member, made within the last day
MATRIX: dict[str, tuple[str, Row, Row]] = {
    "identity:sign_in": ("nobody's", everybody(200, 302), AT_THE_DOOR),
    "account_login": ("nobody's", everybody(200, 302), AT_THE_DOOR),
    "identity:second_factor": ("nobody's", FOR_ALL, FOR_ALL),  # only between the two steps of a sign-in
    "mfa_authenticate": ("nobody's", FOR_ALL, FOR_ALL),
    "identity:passkey_question": ("nobody's", FOR_ALL, FOR_ALL),
    "identity:sign_in_with": ("nobody's", everybody(405, 405), everybody(404, 404)),  # no service is set up
    "openid_connect_callback": ("nobody's", everybody(404, 404), everybody(405, 405)),
    "dingtalk_callback": ("nobody's", everybody(404, 404), everybody(405, 405)),
    "feishu_callback": ("nobody's", everybody(404, 404), everybody(405, 405)),
    "weixin_callback": ("nobody's", everybody(404, 404), everybody(405, 405)),
    "identity:sign_out": ("one's own", NO_SUCH_METHOD, FOR_ALL),
    "identity:welcome": ("nobody's", everybody(410, 410), FOR_ALL),
    "identity:forgotten": ("nobody's", everybody(200, 200), everybody(422, 422)),
    "identity:choose_password": ("one's own", FOR_ALL, FOR_ALL),  # only after a sign-in link
    "identity:change_password": ("one's own", PAGE, FORM),
    "identity:preferences": ("one's own", PAGE, FORM),
    "identity:prove_address": ("one's own", PAGE, everybody(302, 403)),
    "identity:security": ("one's own", PAGE, NO_SUCH_METHOD),
    "identity:confirm": ("one's own", PAGE, FORM),
    "identity:app_begin": ("one's own", NO_SUCH_METHOD, FOR_ALL),
    "identity:app": ("one's own", FOR_ALL, FOR_ALL),  # only after the button that begins it
    "identity:passkey_begin": ("one's own", NO_SUCH_METHOD, PAGE),
    "identity:passkey": ("one's own", PAGE, FORM),
    "identity:remove_factor": ("one's own", NO_SUCH_METHOD, FOR_ALL),
    "identity:recovery_codes": ("one's own", NO_SUCH_METHOD, FOR_ALL),
    "identity:end_other_sessions": ("one's own", NO_SUCH_METHOD, FOR_ALL),
    "identity:end_session": ("one's own", NO_SUCH_METHOD, FOR_ALL),
    "identity:link_account": ("one's own", NO_SUCH_METHOD, everybody(302, 404)),
    "identity:unlink_account": ("one's own", NO_SUCH_METHOD, FOR_ALL),
    "identity:members": ("administrators'", MEMBERS, NO_SUCH_METHOD),
    "identity:invite": ("administrators'", MEMBERS, row(302, 403, 403, 403, 403, 422, 403, 302)),
    "identity:member": ("administrators'", MEMBERS, NO_SUCH_METHOD),
    "identity:member_link": ("administrators'", NO_SUCH_METHOD, MEMBERS),
    "identity:member_act": ("administrators'", NO_SUCH_METHOD, row(302, 403, 403, 403, 403, 302, 403, 302)),
    "web:switch_language": ("nobody's", everybody(405, 405), FOR_ALL),
    "web:switch_theme": ("nobody's", everybody(405, 405), FOR_ALL),
    "web:style": ("signed in", PAGE, NO_SUCH_METHOD),
    "savedviews:list": ("one's own", PAGE, NO_SUCH_METHOD),
    "savedviews:keep": ("one's own", NO_SUCH_METHOD, FORM),
    "savedviews:share": ("views: create", NO_SUCH_WEBHOOK, NO_SUCH_WEBHOOK),
    "savedviews:change": ("one's own", NO_SUCH_METHOD, everybody(302, 404)),
    "tokens:list": ("one's own", PAGE, FORM),
    "tokens:revoke": ("one's own", NO_SUCH_METHOD, everybody(302, 404)),
    "tokens:description": ("signed in", PAGE, NO_SUCH_METHOD),
    "webhooks:list": ("customers: export", MAKERS, row(302, 403, 403, 422, 403, 403, 422, 302)),
    "webhooks:webhook": ("customers: export", NO_SUCH_WEBHOOK, NO_SUCH_METHOD),
    "webhooks:edit": ("customers: export", NO_SUCH_WEBHOOK, NO_SUCH_WEBHOOK),
    "webhooks:renew": ("customers: export", NO_SUCH_WEBHOOK, NO_SUCH_WEBHOOK),
    "webhooks:test": ("customers: export", NO_SUCH_METHOD, NO_SUCH_WEBHOOK),
    "webhooks:pause": ("customers: export", NO_SUCH_METHOD, NO_SUCH_WEBHOOK),
    "webhooks:remove": ("customers: export", NO_SUCH_METHOD, NO_SUCH_WEBHOOK),
    "webhooks:retry": ("customers: export", NO_SUCH_METHOD, NO_SUCH_WEBHOOK),
    "api:fields": ("customers: view", by_token(LIST), NO_SUCH_CALL),
    "api:customers": ("customers: view", by_token(LIST), NO_JSON),
    "api:customer": ("customers: view", by_token(SEE_CUSTOMER), NO_SUCH_CALL),
    "api:customer_owner": ("customers: transfer", NO_SUCH_CALL, NO_SUCH_CALL),
    "api:dossier": ("customers: view", by_token(SEE_CUSTOMER), NO_SUCH_CALL),
    "api:customer_tags": ("customers: edit", NO_SUCH_CALL, NO_SUCH_CALL),
    **{
        f"api:{part}": ("customers: edit", NO_SUCH_CALL, NO_JSON)
        for part in ("addresses", "registrations", "invoice_titles", "ties")
    },
    **{
        f"api:{part}": ("customers: edit", NO_SUCH_CALL, NO_SUCH_CALL)
        for part in ("address", "registration", "invoice_title", "tie")
    },
    "api:standing": ("value: view", NOT_VALUED, NO_SUCH_CALL),
    "api:pools": ("pool: view", by_token(SEE_POOLS), NO_SUCH_CALL),
    "api:waiting": ("pool: view", by_token(SEE_POOL), NO_SUCH_CALL),
    "api:claims": ("pool: claim", NO_SUCH_CALL, NO_JSON),
    "api:returns": ("pool: claim", NO_SUCH_CALL, NO_JSON),
    "api:owners": ("customers: view", by_token(SEE_CUSTOMER), NO_SUCH_CALL),
    "api:lock": ("customers: view", by_token(SEE_CUSTOMER), NO_SUCH_CALL),
    "api:follow_ups": ("activity: view", by_token(SEE_CUSTOMER), NO_JSON),
    "api:opportunities": ("opportunities: view", by_token(LIST), NO_SUCH_CALL),
    "api:opportunities_of": ("opportunities: create", NO_SUCH_CALL, NO_JSON),
    "api:opportunity": ("opportunities: view", by_token(SEE_CUSTOMER), NO_SUCH_CALL),
    "api:opportunity_stage": ("opportunities: edit", NO_SUCH_CALL, NO_SUCH_CALL),
    "api:opportunity_outcome": ("opportunities: edit", NO_SUCH_CALL, NO_SUCH_CALL),
    "api:sales_stages": ("opportunities: view", by_token(LIST), NO_SUCH_CALL),
    "api:sources": ("customers: view", by_token(LIST), NO_SUCH_CALL),
    "api:contacts": ("contacts: view", by_token(LIST), NO_SUCH_CALL),
    "api:contacts_at": ("contacts: create", NO_SUCH_CALL, NO_JSON),
    "api:contact": ("contacts: view", by_token(SEE_CUSTOMER), NO_SUCH_CALL),
    "api:positions": ("contacts: edit", NO_SUCH_CALL, NO_JSON),
    "api:position": ("contacts: view", by_token(SEE_CUSTOMER), NO_SUCH_CALL),
    "api:departure": ("contacts: edit", NO_SUCH_CALL, NO_SUCH_CALL),
    "api:views": ("one's own", by_token(PAGE), NO_JSON),
    "api:audiences": ("one's own", by_token(PAGE), NO_SUCH_CALL),
    "api:view": ("one's own", by_token(everybody(302, 404)), NO_SUCH_CALL),
    "api:calls": ("calls: create", NO_SUCH_CALL, NO_JSON),
    "calls:lookup": ("customers: view", LIST, NO_SUCH_METHOD),
    "calls:screen": ("one's own", NO_SUCH_METHOD, FOR_ALL),
    "calls:stream": ("one's own", PAGE, NO_SUCH_METHOD),
    "api:inquiries": ("inquiries: view", by_token(LIST), NO_JSON),
    "api:inquiry": ("inquiries: view", by_token(SEE_INQUIRY), NO_SUCH_CALL),
    "api:inquiry_owner": ("inquiries: transfer", NO_SUCH_CALL, NO_SUCH_CALL),
    "api:inquiry_answer": ("inquiries: edit", NO_SUCH_CALL, NO_SUCH_CALL),
    "api:inquiry_customer": ("inquiries: edit", NO_SUCH_CALL, NO_SUCH_CALL),
    "api:inquiry_closing": ("inquiries: edit", NO_SUCH_CALL, NO_SUCH_CALL),
    "api:handovers": ("signed in", by_token(PAGE), NO_JSON),  # each gets those they have a part in
    "api:handover_members": ("signed in", by_token(PAGE), NO_SUCH_CALL),
    "api:handover": ("customers: view", by_token(SEE_HANDOVER), NO_SUCH_CALL),
    "api:handover_items": ("customers: view", by_token(SEE_HANDOVER), NO_SUCH_CALL),
    "api:handover_item": ("customers: view", by_token(SEE_HANDOVER), NO_SUCH_CALL),
    "api:handover_offer": ("customers: edit", NO_SUCH_CALL, NO_SUCH_CALL),
    "api:handover_acceptance": ("customers: transfer", NO_SUCH_CALL, NO_SUCH_CALL),
    "api:handover_refusal": ("customers: transfer", NO_SUCH_CALL, NO_SUCH_CALL),
    "api:handover_withdrawal": ("customers: edit", NO_SUCH_CALL, NO_SUCH_CALL),
    "api:orders": ("orders: view", by_token(LIST), NO_SUCH_CALL),
    "api:order": ("orders: view", by_token(SEE_CUSTOMER), NO_SUCH_CALL),
    "customers:add": ("customers: create", ADD_FORM, ADD_SENT),
    "customers:search": ("customers: view", LIST, NO_SUCH_METHOD),
    "customers:edit": ("customers: edit", EDIT_FORM, EDIT_SENT),
    "site:cell": ("customers: edit", EDIT_FORM, EDIT_SENT),
    "customers:assign": ("customers: transfer", ASSIGN_FORM, ASSIGN_SENT),
    "search:all": ("signed in", PAGE, NO_SUCH_METHOD),  # each finder asks for its own right
    "ownership:on_day": ("customers: view", SEE_CUSTOMER, NO_SUCH_METHOD),
    "pool:list": ("pool: view", SEE_POOLS, NO_SUCH_METHOD),
    "pool:show": ("pool: view", SEE_POOL, NO_SUCH_METHOD),
    "pool:claim": ("pool: claim", NO_SUCH_METHOD, row(302, 422, 404, 422, 403, 403, 422, 302)),
    "pool:give": (
        "pool: transfer", row(302, 403, 403, 200, 403, 403, 200, 302), row(302, 403, 403, 422, 403, 403, 422, 302),
    ),
    "pool:deal": (
        "pool: transfer", row(302, 403, 403, 200, 403, 403, 200, 302), row(302, 403, 403, 422, 403, 403, 422, 302),
    ),
    "pool:lock": ("pool: claim", RELEASE_FORM, RELEASE_SENT),
    "pool:unlock": ("pool: claim", NO_SUCH_METHOD, UNLOCK_SENT),
    "pool:release": ("pool: claim", RELEASE_FORM, RELEASE_SENT),
    "pool:add": ("pool: configure", SET_FORM, SET_SENT),
    "pool:edit": ("pool: configure", SET_FORM, SET_SENT),
    "pool:caps": ("pool: configure", SET_FORM, NO_SUCH_METHOD),
    "pool:cap_add": ("pool: configure", SET_FORM, SET_SENT),
    "pool:cap": ("pool: configure", SET_FORM, SET_SENT),
    "pool:warned": ("customers: view", LIST, NO_SUCH_METHOD),
    "pool:rules": ("pool: configure", SET_FORM, NO_SUCH_METHOD),
    "pool:rule_add": ("pool: configure", SET_FORM, SET_SENT),
    "pool:rule": ("pool: configure", SET_FORM, SET_SENT),
    "pool:rule_run": ("pool: configure", NO_SUCH_METHOD, row(302, 403, 403, 403, 403, 403, 302, 302)),
    "pool:rule_remove": ("pool: configure", NO_SUCH_METHOD, row(302, 403, 403, 403, 403, 403, 302, 302)),
    "pool:cap_remove": ("pool: configure", NO_SUCH_METHOD, row(302, 403, 403, 403, 403, 403, 302, 302)),
    "handover:list": ("signed in", PAGE, NO_SUCH_METHOD),  # each sees those they have a part in
    "handover:start": ("customers: edit", START, START_SENT),
    "handover:into_pool": ("customers: transfer", NO_SUCH_METHOD, row(302, 403, 404, 422, 404, 403, 422, 302)),
    "handover:show": ("customers: view", SEE_HANDOVER, NO_SUCH_METHOD),
    "handover:offer": ("customers: edit", NO_SUCH_METHOD, PREPARE_SENT),
    "handover:accept": ("customers: transfer", NO_SUCH_METHOD, ANSWER_SENT),
    "handover:send_back": ("customers: transfer", ANSWER_FORM, ANSWER_SENT),
    "handover:withdraw": ("customers: edit", NO_SUCH_METHOD, PREPARE_SENT),
    "handover:pack": ("customers: view", SEE_HANDOVER, NO_SUCH_METHOD),
    "handover:item": ("customers: edit", SEE_HANDOVER, PREPARE_SENT),
    "fields:list": ("fields: configure", FIELDS_FORM, NO_SUCH_METHOD),
    "fields:add": ("fields: configure", FIELDS_FORM, FIELDS_SENT),
    "fields:edit": ("fields: configure", FIELDS_FORM, FIELDS_SENT),
    "fields:try": ("fields: configure", FIELDS_FORM, NO_SUCH_METHOD),
    "fields:retire": ("fields: configure", NO_SUCH_METHOD, FIELDS_STALE),
    "fields:bring_back": ("fields: configure", NO_SUCH_METHOD, FIELDS_STALE),
    "fields:move": ("fields: configure", NO_SUCH_METHOD, row(302, 403, 403, 403, 403, 302, 302, 302)),
    "fields:kind": ("fields: configure", FIELDS_FORM, FIELDS_STALE),
    "upkeep:list": ("upkeep: configure", SET_FORM, NO_SUCH_METHOD),
    "upkeep:add": ("upkeep: configure", SET_FORM, SET_SENT),
    "upkeep:requirement": ("upkeep: configure", SET_FORM, SET_SENT),
    "upkeep:remove": ("upkeep: configure", NO_SUCH_METHOD, row(302, 403, 403, 403, 403, 403, 302, 302)),
    "resource:management": ("customers: view", LIST, NO_SUCH_METHOD),
    "resource:use": ("customers: view", LIST, NO_SUCH_METHOD),
    "resource:owners": ("customers: view", LIST, NO_SUCH_METHOD),
    "resource:sources": ("customers: view", LIST, NO_SUCH_METHOD),
    "resource:fields": ("customers: view", LIST, NO_SUCH_METHOD),
    "resource:found": ("customers: view", LIST, NO_SUCH_METHOD),
    "resource:found_within": ("orders: view", LIST, NO_SUCH_METHOD),
    "resource:inquiries": ("inquiries: view", LIST, NO_SUCH_METHOD),
    "resource:count": ("upkeep: configure", NO_SUCH_METHOD, row(302, 403, 403, 403, 403, 403, 302, 302)),
    "duplicates:list": ("customers: edit", ADD_FORM, NO_SUCH_METHOD),
    "duplicates:merges": ("customers: edit", ADD_FORM, NO_SUCH_METHOD),
    "duplicates:alike": ("customers: create", ADD_FORM, NO_SUCH_METHOD),
    "duplicates:alike_people": ("contacts: create", EDIT_FORM, NO_SUCH_METHOD),
    "duplicates:scan": ("customers: transfer", NO_SUCH_METHOD, row(302, 403, 403, 302, 403, 403, 302, 302)),
    "duplicates:pair": ("customers: edit", SEE_PAIR, SEND_PAIR),
    "duplicates:judge": ("customers: edit", NO_SUCH_METHOD, SEND_PAIR),
    "duplicates:undo": ("customers: transfer", NO_SUCH_METHOD, UNDO_MERGE),
    "duplicates:merged_people": ("contacts: edit", ADD_FORM, NO_SUCH_METHOD),
    "duplicates:merge_with": ("contacts: edit", EDIT_FORM, NO_SUCH_METHOD),
    "duplicates:people": ("contacts: delete", OWNERS_FORM, OWNERS_SENT),
    "duplicates:people_pairs": ("contacts: edit", ADD_FORM, NO_SUCH_METHOD),
    "duplicates:judge_people": ("contacts: edit", NO_SUCH_METHOD, EDIT_SENT),
    "duplicates:undo_people": ("contacts: delete", NO_SUCH_METHOD, UNDO_PEOPLE),
    "customers:team_add": ("customers: edit", OWNERS_FORM, OWNERS_SENT),
    "customers:team_member": ("customers: edit", OWNERS_FORM, OWNERS_SENT),
    "customers:reveal": ("customers: view", NO_SUCH_METHOD, SEE_CUSTOMER),
    "site:home": ("signed in", PAGE, NO_SUCH_METHOD),
    "site:customers": ("customers: view", LIST, NO_SUCH_METHOD),
    "site:customer": ("customers: view", SEE_CUSTOMER, NO_SUCH_METHOD),
    "site:customer_panel": ("customers: view", SEE_CUSTOMER, NO_SUCH_METHOD),
    "site:timeline": ("customers: view", SEE_CUSTOMER, NO_SUCH_METHOD),
    "site:customer_tab": ("orders: view", SEE_CUSTOMER, NO_SUCH_METHOD),
    "site:bin": ("customers: delete", ADD_FORM, NO_SUCH_METHOD),
    "site:delete": ("customers: delete", OWNERS_FORM, OWNERS_SENT),
    "site:restore": ("customers: delete", NO_SUCH_METHOD, RESTORE),
    "audit:history": ("customers: view", SEE_CUSTOMER, NO_SUCH_METHOD),
    "outbox:list": ("organisation: configure", SETTINGS, NO_SUCH_METHOD),
    "outbox:release": ("organisation: configure", NO_SUCH_METHOD, SETTINGS_DONE),
    "outbox:retry": ("organisation: configure", NO_SUCH_METHOD, SETTINGS_DONE),
    "people:list": ("contacts: view", LIST, NO_SUCH_METHOD),
    "people:bin": ("contacts: delete", ADD_FORM, NO_SUCH_METHOD),
    "people:restore": ("contacts: delete", NO_SUCH_METHOD, RESTORE),
    "people:add": ("contacts: create", EDIT_FORM, EDIT_SENT),
    "people:contact": ("contacts: view", SEE_CUSTOMER, NO_SUCH_METHOD),
    "people:card": ("contacts: export", CARD, NO_SUCH_METHOD),
    "people:reveal": ("contacts: view", NO_SUCH_METHOD, SEE_CUSTOMER),
    "people:edit": ("contacts: edit", EDIT_FORM, EDIT_SENT),
    "people:delete": ("contacts: delete", OWNERS_FORM, OWNERS_SENT),
    "people:place": ("contacts: edit", EDIT_FORM, EDIT_SENT),
    "people:position": ("contacts: edit", EDIT_FORM, EDIT_STALE),
    "people:leave": ("contacts: edit", EDIT_FORM, EDIT_SENT),
    "people:come_back": ("contacts: edit", NO_SUCH_METHOD, EDIT_MOVED),
    "people:primary": ("contacts: edit", NO_SUCH_METHOD, EDIT_MOVED),
    "people:consent": ("contacts: edit", EDIT_FORM, EDIT_SENT),
    "privacy:person": ("privacy: export", PERSON, NO_SUCH_METHOD),
    "privacy:export": ("privacy: export", PERSON, NO_SUCH_METHOD),
    "privacy:erase": ("privacy: delete", PERSON, PERSON_SENT),
    "privacy:retention": ("privacy: configure", LIST_OF_IMPORTS, RETENTION_SENT),
    "privacy:retention_run": ("privacy: configure", NO_SUCH_METHOD, RETENTION_SENT),
    "activity:list": ("activity: view", LIST, NO_SUCH_METHOD),
    "activity:write": ("activity: create", EDIT_FORM, EDIT_SENT),
    "activity:show": ("activity: view", SEE_CUSTOMER, NO_SUCH_METHOD),
    "activity:edit": ("activity: edit", EDIT_FORM, EDIT_SENT),
    "activity:remove": ("activity: delete", NO_SUCH_METHOD, FOLLOW_UP_OUT),
    "funnel:list": ("opportunities: view", LIST, NO_SUCH_METHOD),
    "funnel:board": ("opportunities: view", LIST, NO_SUCH_METHOD),
    "funnel:scorecard": ("opportunities: view", LIST, NO_SUCH_METHOD),
    "funnel:bin": ("opportunities: delete", MAKERS, NO_SUCH_METHOD),
    "funnel:add": ("opportunities: create", EDIT_FORM, EDIT_SENT),
    "funnel:show": ("opportunities: view", SEE_CUSTOMER, NO_SUCH_METHOD),
    "funnel:edit": ("opportunities: edit", EDIT_FORM, EDIT_SENT),
    "funnel:advance": ("opportunities: edit", NO_SUCH_METHOD, EDIT_SENT),
    "funnel:win": ("opportunities: edit", NO_SUCH_METHOD, EDIT_SENT),
    "funnel:lose": ("opportunities: edit", EDIT_FORM, EDIT_SENT),
    "funnel:reopen": ("opportunities: edit", NO_SUCH_METHOD, EDIT_SENT),
    "funnel:delete": ("opportunities: delete", NO_SUCH_METHOD, FOLLOW_UP_OUT),
    "funnel:restore": ("opportunities: delete", NO_SUCH_METHOD, NOT_IN_BIN),
    "dossier:add": ("customers: edit", EDIT_FORM, EDIT_SENT),
    "dossier:edit": ("customers: edit", EDIT_FORM, EDIT_SENT),
    "dossier:remove": ("customers: edit", NO_SUCH_METHOD, EDIT_MOVED),
    "dossier:tags": ("customers: edit", EDIT_FORM, EDIT_MOVED),
    "inquiries:list": ("inquiries: view", LIST, NO_SUCH_METHOD),
    "inquiries:add": ("inquiries: create", ADD_FORM, ADD_SENT),
    "inquiries:inquiry": ("inquiries: view", SEE_INQUIRY, NO_SUCH_METHOD),
    "inquiries:reveal": ("inquiries: view", NO_SUCH_METHOD, SEE_INQUIRY),
    "inquiries:edit": ("inquiries: edit", WORK_FORM, WORK_SENT),
    "inquiries:assign": ("inquiries: transfer", GIVE_FORM, GIVE_SENT),
    "inquiries:take": ("inquiries: transfer", NO_SUCH_METHOD, GIVE_SENT),
    "inquiries:answer": ("inquiries: edit", NO_SUCH_METHOD, WORK_SENT),
    "inquiries:choose": ("inquiries: edit", NO_SUCH_METHOD, WORK_SENT),
    "inquiries:make": ("inquiries: edit", NO_SUCH_METHOD, WORK_SENT),
    "inquiries:close": ("inquiries: edit", WORK_FORM, WORK_SENT),
    "inquiries:reopen": ("inquiries: edit", NO_SUCH_METHOD, WORK_SENT),
    "inquiries:rules": ("inquiries: configure", LIST_OF_IMPORTS, NO_SUCH_METHOD),
    "inquiries:rule_add": ("inquiries: configure", LIST_OF_IMPORTS, RETENTION_SENT),
    "inquiries:rule": ("inquiries: configure", LIST_OF_IMPORTS, RETENTION_SENT),
    "inquiries:rule_remove": ("inquiries: configure", NO_SUCH_METHOD, row(302, 403, 403, 403, 403, 403, 302, 302)),
    "inquiries:sources": ("inquiries: configure", LIST_OF_IMPORTS, NO_SUCH_METHOD),
    "inquiries:source_add": ("inquiries: configure", LIST_OF_IMPORTS, RETENTION_SENT),
    "inquiries:source": ("inquiries: configure", LIST_OF_IMPORTS, RETENTION_SENT),
    "inquiries:source_remove": ("inquiries: configure", NO_SUCH_METHOD, row(302, 403, 403, 403, 403, 403, 302, 302)),
    "inquiries:forms": ("inquiries: configure", LIST_OF_IMPORTS, NO_SUCH_METHOD),
    "inquiries:form_add": ("inquiries: configure", LIST_OF_IMPORTS, RETENTION_SENT),
    "inquiries:form": ("inquiries: configure", LIST_OF_IMPORTS, RETENTION_SENT),
    # Strangers send this form; what carries no proof that the page was opened is refused.
    "ask:form": ("nobody's", everybody(200, 200), everybody(403, 403)),
    "ask:thanks": ("nobody's", everybody(200, 200), everybody(405, 405)),
    "ask:confirm": ("nobody's", everybody(404, 404), everybody(404, 404)),
    "trade:orders": ("orders: view", LIST, NO_SUCH_METHOD),
    "trade:order": ("orders: view", SEE_CUSTOMER, NO_SUCH_METHOD),
    "trade:buying": ("orders: view", SEE_CUSTOMER, NO_SUCH_METHOD),
    "value:overview": ("value: view", LIST, NO_SUCH_METHOD),
    "value:run": ("value: configure", NO_SUCH_METHOD, row(302, 403, 403, 403, 403, 403, 302, 302)),
    "value:settings": ("value: view", LIST, row(302, 403, 403, 403, 403, 403, 422, 302)),
    "value:currency": (
        "value: configure", LIST_OF_IMPORTS, row(302, 403, 403, 403, 403, 403, 422, 302),
    ),
    "importing:list": ("importing: view", LIST_OF_IMPORTS, row(302, 403, 403, 403, 403, 403, 422, 302)),
    "importing:template": ("signed in", PAGE, NO_SUCH_METHOD),
    "importing:blank": ("importing: create", LIST_OF_IMPORTS, NO_SUCH_METHOD),
    "importing:sample_load": (
        "importing: create", NO_SUCH_METHOD, row(302, 403, 403, 403, 403, 403, 302, 302),
    ),
    "importing:sample_remove": (
        "importing: create", NO_SUCH_METHOD, row(302, 403, 403, 403, 403, 403, 404, 302),
    ),
    "importing:detail": ("importing: view", SEE_IMPORT, NO_SUCH_METHOD),
    "importing:columns": ("importing: create", SEE_IMPORT, SEND_IMPORT),
    "importing:encoding": ("importing: create", NO_SUCH_METHOD, SEND_IMPORT),
    "importing:rows": ("importing: create", NO_SUCH_METHOD, MOVE_IMPORT),
    "importing:errors": ("importing: view", SEE_IMPORT, NO_SUCH_METHOD),
    "importing:add": ("importing: create", NO_SUCH_METHOD, MOVE_IMPORT),
    "importing:undo": ("importing: create", NO_SUCH_METHOD, MOVE_IMPORT),
    "importing:discard": ("importing: create", NO_SUCH_METHOD, MOVE_IMPORT),
    "jobs:list": ("one's own", PAGE, NO_SUCH_METHOD),
    "jobs:make_file": ("one's own", NO_SUCH_METHOD, FORM),
    "jobs:file": ("one's own", NO_SUCH_FILE, NO_SUCH_METHOD),
    "jobs:detail": ("tasks: view", SEE_JOB, NO_SUCH_METHOD),
    "jobs:plan": ("one's own", PLAN, PLAN_SENT),
    "jobs:plan_undo": ("one's own", NO_SUCH_METHOD, PLAN_UNDO),
    "site:bulk": ("customers: delete", ADD_FORM, ADD_SENT),
    "access:departments": ("organisation: configure", SETTINGS, SETTINGS_SENT),
    "access:department": ("organisation: configure", SETTINGS, SETTINGS_SENT),
    "access:department_remove": ("organisation: configure", NO_SUCH_METHOD, SETTINGS_IN_USE),
    "access:people": ("organisation: configure", SETTINGS, NO_SUCH_METHOD),
    "access:person": ("organisation: configure", SETTINGS, SETTINGS_DONE),
    "access:person_roles": ("organisation: configure", NO_SUCH_METHOD, SETTINGS_NOT_THERE),
    "access:person_deputies": ("organisation: configure", NO_SUCH_METHOD, SETTINGS_SENT),
    "access:roles": ("organisation: configure", SETTINGS, NO_SUCH_METHOD),
    "access:role": ("organisation: configure", SETTINGS, SETTINGS_NOT_THERE),
    "access:role_copy": ("organisation: configure", NO_SUCH_METHOD, SETTINGS_SENT),
    "access:role_fields": ("organisation: configure", SETTINGS, SETTINGS_SENT),
    "access:role_remove": ("organisation: configure", NO_SUCH_METHOD, SETTINGS_NOT_THERE),
}  # fmt: skip

# Files take the right to export beside the right to view.
FILES: dict[str, Row] = {
    "site:customers": row(302, 403, 403, 200, 403, 403, 200, 302),
    "people:list": row(302, 403, 403, 200, 403, 403, 200, 302),
    "activity:list": row(302, 403, 403, 200, 403, 403, 200, 302),
    "funnel:list": row(302, 403, 403, 200, 403, 403, 200, 302),
    "funnel:bin": row(302, 403, 403, 200, 403, 403, 200, 302),
    "trade:orders": row(302, 403, 403, 200, 403, 403, 200, 302),
    "inquiries:list": row(302, 403, 403, 200, 403, 403, 200, 302),
    "site:bin": row(302, 403, 403, 200, 403, 403, 200, 302),
    "people:bin": row(302, 403, 403, 200, 403, 403, 200, 302),
    "duplicates:list": row(302, 403, 403, 200, 403, 403, 200, 302),
    "duplicates:merges": row(302, 403, 403, 200, 403, 403, 200, 302),
    "duplicates:people_pairs": row(302, 403, 403, 200, 403, 403, 200, 302),
    "duplicates:merged_people": row(302, 403, 403, 200, 403, 403, 200, 302),
    "pool:show": row(302, 403, 404, 200, 403, 403, 200, 302),
    "pool:warned": row(302, 403, 403, 200, 403, 403, 200, 302),
    "handover:list": row(302, 403, 403, 200, 403, 403, 200, 302),
    "resource:inquiries": row(302, 403, 403, 200, 403, 403, 200, 302),
}
# Lists without customers: of the organisation, for who sets it up, and of one's own tasks.
OTHER_FILES = {"identity:members", "jobs:list", "outbox:list", "importing:list"}
# What is a file at once, and logged when it is taken.
TAKEN = {"people:card"}
