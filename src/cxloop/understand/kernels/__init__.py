"""Inner loops of the questions of this stage, one module a topic."""
