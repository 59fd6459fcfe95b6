"""What rules report: findings with their positions, their fixes, and the comments that suppress them."""
