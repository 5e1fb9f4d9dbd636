"""Areas of a painting that a click selects: a colour, an object, or the figure before its ground."""
