"""Events as the chain emitted them, for those whom they concern."""
