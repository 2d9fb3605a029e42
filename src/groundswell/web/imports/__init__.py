"""Files in: drop one, match its columns, try, import, take back."""
