"""What a command does at the portal, one file each."""
