"""What to file: pure rules, with no browser, no network and no clock of their own."""
