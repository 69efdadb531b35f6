"""The paper's tables as this project measured them."""
