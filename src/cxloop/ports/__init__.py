"""What the use cases ask of the world outside, as Protocols."""
