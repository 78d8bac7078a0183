"""``python -m secop_bot``: the same as the ``secop-bot`` command."""

from secop_bot.cli import main

main()
