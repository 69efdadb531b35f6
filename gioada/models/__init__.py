"""The networks of the paper's figure 2: translator, task network and discriminators."""
