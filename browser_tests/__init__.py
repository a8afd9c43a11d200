"""The tracker in real browsers: scenarios, the rig that plays them, and how to watch them."""
