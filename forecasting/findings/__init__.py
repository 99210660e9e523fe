"""What happened to units and the account: found, dated, said."""
