"""SDKs and agents that nobody here wrote, brought to one form so that one test serves them all."""
