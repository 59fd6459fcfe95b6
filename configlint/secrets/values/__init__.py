"""What a value is by itself: made up or random, a password, a private key, ciphertext, or another spelling of these."""
