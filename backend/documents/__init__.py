"""文书: templates, block lists, numbers, PDF."""
