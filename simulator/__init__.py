"""The simulator and everything that watches a target: one package, its rooms named in design order."""
