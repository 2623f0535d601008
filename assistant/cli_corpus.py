"""`zone-assistant corpus …`: how files are read, and taking them into a library."""

import typer

corpus_app = typer.Typer(no_args_is_help=True, help="查看文章是怎样读的，把文章收进文库。")


@corpus_app.command("check", help="看")
def check() -> None:
    """Show."""
