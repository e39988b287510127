"""What people type: one module per command, imported only when it is called."""
