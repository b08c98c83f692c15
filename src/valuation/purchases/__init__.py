"""How often customers buy: purchase models, fitted by maximum likelihood."""
