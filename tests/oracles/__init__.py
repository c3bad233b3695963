"""Small random logs, and what questions should say of them, worked out the slow and plain way."""
