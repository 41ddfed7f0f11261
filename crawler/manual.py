"""What `--help` of a command ends with: examples, laid out as they are written."""

import argparse


def show_examples(parser: argparse.ArgumentParser, text: str) -> None:
    """Let the help of a command end with a text that is kept as it is."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = text
