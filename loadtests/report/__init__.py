"""Reports of a load run: JSON, CSV, JUnit and one self-contained page, drawn from what the run wrote down."""
