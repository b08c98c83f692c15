"""Every contract of columns, by name: what the documents and the product list."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from valuation.components.churn import BENEFITS, CHURN_SIGNS, COMPLAINTS
from valuation.components.credit import INVOICES, TERMS
from valuation.components.expectation import OPPORTUNITIES, RENEWALS
from valuation.components.growth import WALLETS
from valuation.components.loyalty import LOYALTY_SIGNS, SURVEYS
from valuation.components.profit import ACTIVITIES, OVERHEADS, SALES_LINES
from valuation.components.reference import BRANDS, REFERENCES, REFERRALS
from valuation.contracts import Contract
from valuation.effects.outcomes import OUTCOMES
from valuation.orders.contract import ORDERS
from valuation.winning.model import DEALS

CONTRACTS: Final[Mapping[str, Contract]] = MappingProxyType(
    {
        contract.name: contract
        for contract in (
            ORDERS,
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
            TERMS,
            OVERHEADS,
            BRANDS,
            WALLETS,
            LOYALTY_SIGNS,
            CHURN_SIGNS,
        )
    }
)
