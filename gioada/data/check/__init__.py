"""``python -m gioada data check``: whether a pair's data is what it should be, before training."""
