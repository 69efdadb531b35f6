"""The public data sets: where their files lie and what their values mean, nothing more."""
