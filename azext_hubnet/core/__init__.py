"""The pure core: files and values in, values out. Nothing in here imports azure or knack, or talks to a network."""
