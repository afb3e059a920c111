"""What runs in the background: jobs, the sweep and the worker process."""
