"""The command that speaks the Model Context Protocol over standard input and output."""

from assistant.terminal import IndexDir, settings_from


def mcp(index_dir: IndexDir = None) -> None:
    """Serve the tools to the program that started this one."""
    settings = settings_from(index_dir=index_dir)
    from assistant.api.mcp_server import serve_stdio
    from assistant.app import open_for_people
    from assistant.web.backend import BackgroundLoading

    serve_stdio(BackgroundLoading(lambda: open_for_people(settings)))
