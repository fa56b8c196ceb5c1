"""The engine that runs an answer and says what is wrong with it. It knows no lesson."""
