"""What rules report: findings with their places, the fixes for them, and the comments that suppress them."""
