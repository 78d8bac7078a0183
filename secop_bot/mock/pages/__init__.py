"""The portal's pages, a module for each family."""
