"""The page: what networks do to pictures, and how they are trained. Only here gradio is known."""
