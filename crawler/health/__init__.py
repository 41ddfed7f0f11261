"""Health: whether every site still gives what it used to give, and if not, which stage failed."""
