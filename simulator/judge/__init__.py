"""The judge: what is required, what was seen, and the verdict. It never asks the judged what is right."""
