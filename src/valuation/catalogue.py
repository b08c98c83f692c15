"""Every contract of columns, by name: what the documents and the product list."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from valuation.components.churn import BENEFITS, COMPLAINTS
from valuation.components.credit import INVOICES
from valuation.components.expectation import OPPORTUNITIES, RENEWALS
from valuation.components.loyalty import SURVEYS
from valuation.components.profit import ACTIVITIES, SALES_LINES
from valuation.components.reference import REFERENCES, REFERRALS
from valuation.contracts import Contract
from valuation.effects.outcomes import OUTCOMES
from valuation.winning.model import DEALS

CONTRACTS: Final[Mapping[str, Contract]] = MappingProxyType(
    {
        contract.name: contract
        for contract in (
            SALES_LINES,
            ACTIVITIES,
            INVOICES,
            OPPORTUNITIES,
            RENEWALS,
            REFERRALS,
            REFERENCES,
            SURVEYS,
            COMPLAINTS,
            BENEFITS,
            DEALS,
            OUTCOMES,
        )
    }
)
