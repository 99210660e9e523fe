"""The demo company, made through the same services that people use: nothing in it was written past them."""
