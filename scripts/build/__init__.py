"""From contracts/ to chain/artifacts/, and everything that `make check` looks at."""
