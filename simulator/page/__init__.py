"""One page, or several, of one visitor: what is done to them, and an engine with a small DOM to do it in."""
