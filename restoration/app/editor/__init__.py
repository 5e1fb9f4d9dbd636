"""The mask editor that runs in the browser: what its server answers beside the page."""
