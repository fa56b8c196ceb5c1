"""What the checks of lesson 9 share."""
