"""The page: three tabs that show what networks do to pictures. Only here gradio is known."""
