"""One function per use case. A service checks access, owns its transaction and is the only layer that opens one."""
