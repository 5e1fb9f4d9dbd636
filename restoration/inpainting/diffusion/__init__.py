"""Paint that a diffusion model generates from words: a hypothesis to discuss, never a finding."""
