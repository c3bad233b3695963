"""`python -m cxloop` is the command line."""

from cxloop.cli.main import main

if __name__ == "__main__":
    main()
