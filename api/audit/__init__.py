"""Records and evidence that an auditor can check without trusting the platform."""
