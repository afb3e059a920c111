"""A Redis of our own, for one machine: the server, and the directory that it keeps."""
