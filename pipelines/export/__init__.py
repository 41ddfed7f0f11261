"""Records in the forms that other tools read, made from the lines of `articles.jsonl`."""
