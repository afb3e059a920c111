"""The main job, shown on this machine: real processes, a played Dixa, invented people."""
