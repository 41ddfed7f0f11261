"""Shell completion: a script that knows every command, its options and its words.

The script is written once from the commands themselves; pressing Tab starts no Python.
"""

import argparse
from collections.abc import Mapping

from scrapy.commands import ScrapyCommand

from crawler.order import ARGUMENTS

SHELLS = ("bash", "zsh")
_WORDS = {"schedule": "run list next history export", "completion": "bash zsh", "crawl": "news"}
"""What may follow a command, where it is no file."""

_BASH = """\
# Completion of `scrapy` in this project.
_qingwen_scrapy() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} words=
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "{commands}" -- "$word"))
        return
    fi
    if [ "$before" = -a ]; then
        compopt -o nospace 2>/dev/null
        COMPREPLY=($(compgen -W "{arguments}" -- "$word"))
        return
    fi
    case "${{COMP_WORDS[1]}} $before" in
{choices}
    esac
    if [ -n "$words" ]; then
        COMPREPLY=($(compgen -W "$words" -- "$word"))
        return
    fi
    case "${{COMP_WORDS[1]}}" in
{options}
    esac
    case "$word" in
        -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
        *) COMPREPLY=($(compgen -W "$follow" -- "$word") $(compgen -f -- "$word")) ;;
    esac
}}
complete -F _qingwen_scrapy scrapy
"""
_ZSH = "autoload -U +X bashcompinit && bashcompinit\n"


def script_of(shell: str, commands: Mapping[str, ScrapyCommand]) -> str:
    """Return the completion script for bash or zsh."""
    choices, options = [], []
    for name, command in sorted(commands.items()):
        parser = argparse.ArgumentParser(add_help=False, conflict_handler="resolve")
        command.add_options(parser)
        flags = []
        for action in parser._actions:
            flags += [flag for flag in action.option_strings if flag.startswith("--")]
            if action.choices and action.option_strings:
                cases = "|".join(f'"{name} {flag}"' for flag in action.option_strings)
                words = " ".join(map(str, action.choices))
                choices.append(f'        {cases}) words="{words}" ;;')
        options.append(
            f'        {name}) local options="{" ".join(sorted({*flags, "--help"}))}" '
            f'follow="{_WORDS.get(name, "")}" ;;'
        )
    options.append('        *) local options="" follow="" ;;')
    body = _BASH.format(
        commands=" ".join(sorted(commands)),
        arguments=" ".join(f"{name}=" for name in ARGUMENTS),
        choices="\n".join(choices),
        options="\n".join(options),
    )
    return (_ZSH if shell == "zsh" else "") + body
