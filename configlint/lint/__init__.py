"""From files to diagnostics: which files to check, which tools read them, what the rules say, and applying fixes."""
