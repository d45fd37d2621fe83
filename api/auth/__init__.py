"""Who is asking: sign-in with Ethereum, sessions, API keys, roles."""
