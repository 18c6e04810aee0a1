"""JSON with an object a line where it fits, so that results can be read, and compared in version control."""

import json

LONGEST_LINE = 140


def text(value):
    return _text(value, "") + "\n"


def _text(value, indentation):
    line = json.dumps(value)
    if len(indentation) + len(line) <= LONGEST_LINE or not isinstance(value, (dict, list)) or not value:
        return line
    deeper = indentation + "  "
    if isinstance(value, dict):
        parts = [f"{json.dumps(str(name))}: {_text(each, deeper)}" for name, each in value.items()]
        opening, closing = "{", "}"
    else:
        parts = [_text(each, deeper) for each in value]
        opening, closing = "[", "]"
    return f"{opening}\n{deeper}" + f",\n{deeper}".join(parts) + f"\n{indentation}{closing}"
