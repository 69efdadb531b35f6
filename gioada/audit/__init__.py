"""Whether the output of any translator may be trained on with its source's labels."""
