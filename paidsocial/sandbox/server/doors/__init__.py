"""One door per platform: its own addresses, forms, units, limits and refusals, as its documentation tells them."""
