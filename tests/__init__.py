"""The tests, and the simulator that they and `make demo` run against."""
