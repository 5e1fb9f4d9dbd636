"""What runs under the peers' own Python; nothing here may import `restoration`."""
