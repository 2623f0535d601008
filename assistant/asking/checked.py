"""What is no question at all is refused at once, before a model is loaded."""

from assistant.schema import AssistantError

MAX_QUESTION = 1000  # characters


def readable(text: str) -> str:
    """Put ? for half a surrogate pair, which programs may send and no answer can hold."""
    return text.encode("utf-8", "replace").decode()


def check_question(question: str) -> str:
    """Return the question without the white space around it; refuse an empty or endless one."""
    question = readable(question).strip()
    if not question:
        raise AssistantError("问题是空的，请输入要问的内容，例如：太原半导体生态科技港总投资多少？")
    if len(question) > MAX_QUESTION:
        raise AssistantError(
            f"问题有{len(question)}个字，太长了：请缩短到{MAX_QUESTION}个字以内再问。"
        )
    return question
