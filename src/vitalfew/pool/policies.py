"""Who sees a pool, who claims from it, who gives what lies in it, and who sets pools up."""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import (
    AUDITOR,
    CUSTOMER_OFFICE,
    KEY_ACCOUNT_MANAGER,
    SALES_MANAGER,
    SALESPERSON,
    SALESPERSON_ALL,
    Answer,
    Module,
    Scope,
    Verb,
    insist,
    insist_reads,
    may,
    may_all,
    register,
    require,
    seats_of,
    with_right,
)
from vitalfew.customers.api import CUSTOMERS, Customer, customer_policy
from vitalfew.identity.api import Member
from vitalfew.pool.models import Cap, Notice, Pool, Pooled, Rule, Seat
from vitalfew.value.api import EXPECTED, VALUE
from vitalfew.web.api import NavEntry
from vitalfew.web.api import register as put_into_frame

TAKES = {Verb.VIEW: Scope.ALL, Verb.CLAIM: Scope.ALL}
VERBS = (Verb.VIEW, Verb.CLAIM, Verb.EXPORT, Verb.TRANSFER, Verb.CONFIGURE)
POOL = register(
    Module(
        key="pool",
        label=gettext_lazy("Pool"),
        verbs=VERBS,
        ready={
            SALESPERSON: TAKES,
            SALESPERSON_ALL: TAKES,
            SALES_MANAGER: {**TAKES, Verb.EXPORT: Scope.ALL, Verb.TRANSFER: Scope.ALL},
            KEY_ACCOUNT_MANAGER: TAKES,
            CUSTOMER_OFFICE: dict.fromkeys(VERBS, Scope.ALL),
            AUDITOR: {Verb.VIEW: Scope.ALL},
        },
        whole=frozenset(VERBS),
        order=15,
    )
)
put_into_frame(
    NavEntry(
        "pool", gettext_lazy("Pool"), "pool:list", "pool", order=25, visible=with_right(POOL, Verb.VIEW)
    )
)  # fmt: skip


def seated(member: Member) -> Q:
    """The seats of a member: their own, and those of the departments they are in or below."""
    return Q(member=member) | Q(department_id__in=seats_of(member.pk))


def sees_every_pool(actor: Member) -> bool:
    """Whoever sets pools up, and whoever sees every customer anyway."""
    return bool(may(actor, POOL, Verb.CONFIGURE)) or customer_policy.condition(actor) is None


def pools_visible_to(actor: Member) -> QuerySet[Pool]:
    """Every read of pools starts here: those at which one has a seat."""
    if not may(actor, POOL, Verb.VIEW):
        return Pool.objects.none()
    if sees_every_pool(actor):
        return Pool.objects.all()
    return Pool.objects.filter(pk__in=Seat.objects.filter(seated(actor)).values("pool"))


def entries_visible_to(actor: Member) -> QuerySet[Pooled]:
    """Every read of what lies in pools starts here; what is in the bin or merged lies there unseen."""
    return Pooled.objects.filter(
        pool__in=pools_visible_to(actor), customer__deleted_at__isnull=True
    )


def seats_visible_to(actor: Member) -> QuerySet[Seat]:
    """Who sits at the pools that a member sees."""
    return Seat.objects.filter(pool__in=pools_visible_to(actor))


def caps_visible_to(actor: Member) -> QuerySet[Cap]:
    """The caps are for who sets them."""
    return Cap.objects.all() if may(actor, POOL, Verb.CONFIGURE) else Cap.objects.none()


def rules_visible_to(actor: Member) -> QuerySet[Rule]:
    """The rules are for who sets them."""
    return Rule.objects.all() if may(actor, POOL, Verb.CONFIGURE) else Rule.objects.none()


def notices_visible_to(actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[Notice]:
    """Who sees a customer sees that it is about to go, as long as it is still its owner's of whom was warned."""
    theirs = Q(customer__owner=F("owner"), customer__deleted_at__isnull=True)
    return Notice.objects.filter(theirs, customer__in=customer_policy.rows(actor, verb))


def check_may_ask(actor: Member, rule: Rule) -> None:
    """A rule by tier or by expected sales tells both: it is for those who see them."""
    if rule.tiers:
        require(actor, VALUE, Verb.VIEW)
    if rule.most_expected is not None:
        insist_reads(actor, EXPECTED)


def check_may_run_daily(actor: Member) -> None:
    """What runs by itself takes from everybody: it is set by who may transfer every customer."""
    insist(may_all(actor, CUSTOMERS, Verb.TRANSFER))


def check_may_allot(actor: Member) -> None:
    """What gives by itself gives what lies there to anybody: it is set by who may give in pools."""
    require(actor, POOL, Verb.TRANSFER)


def has_seat(member: Member, pool: Pool) -> bool:
    """Whether a member may take customers of this pool."""
    return Seat.objects.filter(seated(member), pool=pool).exists()


def may_claim(actor: Member, pool: Pool) -> Answer:
    """Claiming takes the right, and a seat at the pool."""
    right = may(actor, POOL, Verb.CLAIM)
    if not right or has_seat(actor, pool):
        return right
    return Answer(
        False,
        lambda: _(
            "You have no seat at “%(pool)s”. Whoever sets up pools can give you one."
        ) % {"pool": pool},
    )  # fmt: skip


def may_give(actor: Member, pool: Pool) -> Answer:
    """Giving takes the right, and a seat that gives; whoever sets pools up gives from all of them."""
    right = may(actor, POOL, Verb.TRANSFER)
    if not right or may(actor, POOL, Verb.CONFIGURE):
        return right
    if Seat.objects.filter(seated(actor), pool=pool, may_give=True).exists():
        return right
    return Answer(
        False,
        lambda: _(
            "You do not look after “%(pool)s”. Whoever sets up pools can say that you do."
        ) % {"pool": pool},
    )  # fmt: skip


def may_release(actor: Member, customer: Customer) -> Answer:
    """The owner returns what is the own; whoever may transfer a customer may put it into a pool too."""
    right = may(actor, POOL, Verb.CLAIM)
    if right and customer.owner_id == actor.pk:
        return right
    return customer_policy.may(actor, Verb.TRANSFER, customer)


def check_may_release(actor: Member, customer: Customer) -> None:
    """Refused unless ``actor`` may return this customer."""
    insist(may_release(actor, customer))
