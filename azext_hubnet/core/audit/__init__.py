"""Is what a hub allows sound, current and no wider than it should be: the catalogue of checks and what runs it."""
