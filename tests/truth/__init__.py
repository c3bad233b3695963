"""Truth tests: simulated customer worlds in which the true effect of every planted pain is known."""
