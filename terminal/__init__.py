"""The same deeds from a terminal; manage.py puts the commands together."""
