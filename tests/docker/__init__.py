"""The Docker path, tried with a real engine when asked for."""
