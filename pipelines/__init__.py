"""After extraction: validate, de-duplicate, revise and write records. Knows nothing of fetching."""
