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
VALUES = {
    "export --format": "jsonl csv parquet sqlite hf rss schema.org ninjs newspaper zyte gne",
    "export --split": "day site",
}
"""What may follow an option whose parser does not say."""

_BASH = """\
# Completion of `scrapy` in this project.
_qingwen_files() {{
    # $1: what stands before the name in the same word; $2: the name so far
    local name shown
    compgen -f -- "$2" | while IFS= read -r name; do
        printf -v shown %q "$name"
        shown=$1${{shown/#\\\\~/\\~}}
        if [ -d "${{name/#\\~/$HOME}}" ]; then echo "$shown/"; else echo "$shown "; fi
    done
}}
_qingwen_scrapy() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} words= IFS=$'\\n'
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(IFS=' '; compgen -W "{commands}" -S ' ' -- "$word"))
        return
    fi
    if [ "$before" = -a ]; then
        case "$word" in
            *=*) COMPREPLY=($(_qingwen_files "${{word%%=*}}=" "${{word#*=}}")) ;;
            *) COMPREPLY=($(IFS=' '; compgen -W "{arguments}" -- "$word")) ;;
        esac
        return
    fi
    case "$before$word" in  # bash takes out=here for three words, zsh for one
        *=) COMPREPLY=($(_qingwen_files "" "")); return ;;
        =*) COMPREPLY=($(_qingwen_files "" "$word")); return ;;
    esac
    case "${{COMP_WORDS[1]}} $before" in
{choices}
    esac
    if [ -n "$words" ]; then
        COMPREPLY=($(IFS=' '; compgen -W "$words" -S ' ' -- "$word"))
        return
    fi
    case "${{COMP_WORDS[1]}}" in
{options}
    esac
    case "$word" in
        -*) COMPREPLY=($(IFS=' '; compgen -W "$options" -S ' ' -- "$word")) ;;
        *) COMPREPLY=($(IFS=' '; compgen -W "$follow" -S ' ' -- "$word"; _qingwen_files "" "$word")) ;;
    esac
}}
complete -o nospace -F _qingwen_scrapy scrapy
"""
_ZSH = (
    "autoload -Uz compinit bashcompinit; (( $+functions[compdef] )) || compinit -i; bashcompinit\n"
)


def script_of(shell: str, commands: Mapping[str, ScrapyCommand]) -> str:
    """Return the completion script for bash or zsh."""
    choices = [f'        "{option}") words="{words}" ;;' for option, words in VALUES.items()]
    options = []
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
