"""How much customers spend per purchase."""
