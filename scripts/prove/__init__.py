"""`make prove`: the long campaigns and the proofs, and the report of what they counted."""
