"""What we know about candidate AI use cases: pure values and functions, no database, no screen."""
