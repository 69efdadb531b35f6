"""Pictures beside each other that zoom together and tell class and metres under the cursor."""
