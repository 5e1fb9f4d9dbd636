"""Scripts that run under the peers' own Python; none of them may import `restoration`."""
