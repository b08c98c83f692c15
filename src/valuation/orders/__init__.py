"""The order log: checked columns, and what it says of each customer."""
