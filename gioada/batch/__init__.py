"""Networks on whole folders, archives, data sets and videos."""
