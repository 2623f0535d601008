"""Replies to what is no question about the articles: greetings, thanks, the weather."""

import re

ABOUT = (
    "我根据收录的新闻回答关于开发区（高新区、经开区、自贸区等）的问题：投资多少、占地多少、什么时候开工、"
    "有哪些政策、几个开发区怎么比。每个答案都注明原文的句子、报纸和日期；资料里没有的，我会直说。"
)
_REPLIES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"((你|您)?(好|们好)|哈喽|嗨|hi|hello|(早上|上午|中午|下午|晚上)好|早|在吗|有人吗)+"
        ),
        f"您好！{ABOUT}",
    ),
    (
        re.compile(
            r"(好的?|嗯|行)?(非常|太|十分|多)?(谢谢|感谢|多谢|谢了|辛苦)(你|您|啦|了)*(的?(回答|帮助))?"
        ),
        "不客气。还想了解哪个开发区或项目，请接着问。",
    ),
    (re.compile(r"再见|拜拜|回见|下次见|bye"), "再见，欢迎随时再来问。"),
    (
        re.compile(
            r"(请问)?(你|您)?(是谁|叫什么(名字)?|能(帮我)?(做|干)(些)?什么|会(做)?什么|可以(做|干)(些)?什么"
            r"|有什么(用|功能)|怎么用|(能|可以)回答(些)?什么(问题)?|(能|可以)问(你)?(些)?什么)|帮助|help"
        ),
        ABOUT,
    ),
    (
        re.compile(
            r".{0,14}(天气|气温|下雨|下雪|刮风|多少度|空气质量|雾霾)(怎么样|如何|预报|吗|好不好|好吗|多少|会不会|大不大)*"
        ),
        "我只读开发区的新闻，不知道天气；请看天气预报。开发区的项目和政策可以问我。",
    ),
)
_ENDING = re.compile(r"[\s,，。.!！?？~～、啊呀呢吧哦哈]+")


def small_talk(question: str) -> str | None:
    """Return the fitting reply, or None for a question that the articles may answer."""
    plain = _ENDING.sub("", question).lower()
    return next((reply for pattern, reply in _REPLIES if pattern.fullmatch(plain)), None)
