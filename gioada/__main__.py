"""``python -m gioada``."""

from gioada.cli import main

if __name__ == "__main__":
    main()
