"""Documents of a trade: read safely, check, link, encrypt, commit."""
