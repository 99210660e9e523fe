"""A simulated market with a hidden truth, for the demo, the tests and the benchmarks. Pure: no network, no database."""
