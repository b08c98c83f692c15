"""Many measures into one score, and one score explained."""
