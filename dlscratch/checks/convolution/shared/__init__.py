"""What several exercises of this room use."""
