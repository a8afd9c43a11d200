"""The database: its migrations, its partitions, its catalogue read back, and where a Postgres comes from."""
