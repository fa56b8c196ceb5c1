"""What the checks of lesson 10 share."""
