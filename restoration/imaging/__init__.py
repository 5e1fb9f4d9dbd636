"""Pictures as files and as arrays: reading and writing, cutting into regions, drawing a mask over paint."""
