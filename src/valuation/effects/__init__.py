"""What an action brought: always against similar customers without it, never without a before."""
