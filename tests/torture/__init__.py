"""The fault campaign: a mirror under a bad node, a bad database and kill −9, by seeded schedules."""
