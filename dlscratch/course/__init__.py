"""The course's desk: its lessons and pages, and what keeps a learner's copy of it running."""
