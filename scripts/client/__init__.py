"""A party's side of the API: sign in with one's own key, prepare, sign locally, submit, wait."""
