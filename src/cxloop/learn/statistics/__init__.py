"""What can be said of differences between groups, and how sure it is."""
