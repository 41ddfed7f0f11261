"""`scrapy completion bash|zsh`: the script that lets Tab complete commands and options."""

import argparse

from scrapy.cmdline import _get_commands_dict
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.completion import SHELLS, script_of
from crawler.manual import show_examples

_EXAMPLES = """\
examples:
  source <(scrapy completion bash)                 for this shell
  scrapy completion bash >> ~/.bash_completion     for all that follow
  scrapy completion zsh >> ~/.zshrc
"""


class Command(ScrapyCommand):
    """Prints a script; writes nothing."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "|".join(SHELLS)

    def short_desc(self) -> str:
        return "Print a script that completes commands and options in bash or zsh"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        show_examples(parser, _EXAMPLES)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1 or args[0] not in SHELLS:
            raise UsageError(
                f"name the shell: scrapy completion {'|'.join(SHELLS)}", print_help=False
            )
        assert self.settings is not None
        commands = _get_commands_dict(self.settings, True)
        for command in commands.values():
            command.settings = self.settings
        print(script_of(args[0], commands), end="")
