"""The paper's eleven variants as values over one objective."""
