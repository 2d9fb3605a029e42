"""Discover in the browser: the search box, the filters, the results and what is done with them."""
