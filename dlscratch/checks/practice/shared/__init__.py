"""What several exercises of this lesson share."""
