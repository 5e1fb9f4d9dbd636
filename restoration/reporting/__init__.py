"""The record of a restoration as a page to print and to file."""
