"""The main job step by step: one trade from its documents, through the API, with each party's own key."""
