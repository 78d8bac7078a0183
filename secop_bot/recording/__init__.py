"""Pages of the portal kept as folders: taken from a browser, made anonymous, shown again without a server, checked."""
