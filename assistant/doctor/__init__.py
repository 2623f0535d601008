"""What `zone-assistant doctor` looks at; nothing here loads a model or writes a file."""
