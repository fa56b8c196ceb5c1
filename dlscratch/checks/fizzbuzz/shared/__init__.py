"""What the checks of lesson 8 share."""
