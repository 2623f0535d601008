"""The assistant's functions as named endpoints of the page, for gradio_client."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import gradio as gr
from gradio.events import api
from pydantic import ValidationError, validate_call
from pydantic_core import to_jsonable_python

from assistant.api.functions import Functions
from assistant.schema import AssistantError
from assistant.web.backend import Loading


def add_endpoints(loading: Loading) -> None:
    """Add /ask, /search, /read_article and /list_zones to the page that is being laid out."""
    functions = Functions(loading)
    for function in (functions.ask, functions.search, functions.read_article, functions.list_zones):
        api(_in_json(function), api_name=function.__name__, concurrency_limit=None)


def _in_json(function: Callable[..., Any]) -> Callable[..., Any]:
    """Take and return plain JSON values; what goes wrong is said in the sentence for people."""
    checked = validate_call(function)

    @wraps(function)
    def called(*given: object) -> Any:  # noqa: ANN401 - JSON
        try:
            return to_jsonable_python(checked(*given))
        except AssistantError as error:
            raise gr.Error(str(error), print_exception=False) from error
        except ValidationError as error:
            name = error.errors()[0]["loc"][0]
            names = list(function.__annotations__)
            shown = names[name] if isinstance(name, int) else name
            message = f"参数 {shown} 的值不能用，请改正后再试。"
            raise gr.Error(message, print_exception=False) from error

    return called
