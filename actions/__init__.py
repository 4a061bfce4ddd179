"""What people do here: check the right, load, decide, save, record."""
