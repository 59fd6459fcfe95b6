"""From the tools on this machine to the cause of what does not work: first from files, then by asking the host."""
