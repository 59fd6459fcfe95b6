"""Documents and a tool profile in, the requests that the tool would send out."""
