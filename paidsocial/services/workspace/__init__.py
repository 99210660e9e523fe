"""The organisation, its people, clients and ad accounts, and the state of the installation."""
