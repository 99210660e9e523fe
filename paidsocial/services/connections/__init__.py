"""Live connections: signing in, which ad accounts are pulled, pulling them, and how they are doing."""
