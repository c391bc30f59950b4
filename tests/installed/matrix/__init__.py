"""The fault matrix: every request of every command, meeting every fault, at its first, middle and last occurrence.

faults.py    what can go wrong, as facts about each fault
cells.py     which cells there are, which cannot be and why, and the sample for `make test`
expected.py  the rules from which the exit code of a cell follows
staging.py   what the simulator and the command line are set to for a cell
checks.py    what must be true of a cell once its command has ended
bench.py     runs cells, two at a time, each with a simulator and an az of its own
table.py     the matrix as text
"""
