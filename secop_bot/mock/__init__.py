"""A stateful mock SECOP II on loopback, written from what is known of the portal and from nothing else."""
