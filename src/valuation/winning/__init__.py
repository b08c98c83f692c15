"""How likely an open opportunity is won, and whether the past lets anybody say so."""
