"""Pages that scripts build, read by a real browser: the optional extra `render`."""
