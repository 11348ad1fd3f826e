"""The whole book on paper: the built pages as one PDF, and as one folder that is zipped."""
