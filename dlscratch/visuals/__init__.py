"""The pictures of the course, one file each; what they share stands in toolkit/."""
