"""How good the core is, beside other extractors, on any folder of saved pages with gold."""
