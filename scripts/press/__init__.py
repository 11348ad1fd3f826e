"""The whole book on paper: the built pages joined, and printed as one PDF."""
