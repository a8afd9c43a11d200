"""The tests. What stands where: tests/README.md."""
