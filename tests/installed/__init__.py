"""The installed wheel in a real az process, signed in to the simulator."""
