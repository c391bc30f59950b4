"""Commands in the process of the tests, their traffic replayed from recordings."""
