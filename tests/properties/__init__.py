"""What holds for any input: Hypothesis, on the real Postgres where rows are concerned."""
