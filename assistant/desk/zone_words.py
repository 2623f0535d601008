"""What the page of a zone says, in both languages."""

from typing import Literal

from assistant.web.language import Text

Section = Literal["projects", "policies", "figures", "events", "quoted", "articles"]

SECTIONS: dict[Section, Text] = {
    "projects": Text("项目", "Projects"),
    "policies": Text("政策", "Policies"),
    "figures": Text("数字", "Figures"),
    "events": Text("时间线", "Timeline"),
    "quoted": Text("原文里的数字", "Figures as they are said"),
    "articles": Text("文章", "Articles"),
}
# Asked in the chat, which answers Chinese questions only.
QUESTIONS: dict[Section, str] = {
    "projects": "{zone}有哪些项目？",
    "policies": "{zone}出台了哪些政策？",
    "figures": "{zone}入驻企业有多少家？",
    "events": "{zone}的最新进展",
    "articles": "{zone}怎么样？",
}
LOADING = Text("模型还在加载，请稍后刷新。", "The model is still loading; reload in a moment.")
NOT_FOUND = Text("没有这一页", "No such page")
BACK = Text("回到正文", "Back to the text")
WORDS: dict[str, Text] = {
    "counted": Text(
        "资料里有{count}篇文章提到{zone}，其中{about}篇主要写它。",
        "{count} articles name {zone}; {about} of them are mainly about it.",
    ),
    "rules": Text(
        "下面的内容都由程序从文章里摘出，每个数字后面的编号指向它的原句；"
        "拿不准是不是这个区的，没有列进表格。",
        "A program took all of this from the articles; the number behind each value leads to its "
        "sentence. What may be of another zone is in no table.",
    ),
    "sections": Text("本页内容", "On this page"),
    "ask": Text("问一问", "Ask about it"),
    "missing": Text("没有找到能确定的：{names}。", "Nothing certain was found of: {names}."),
    "hint": Text(
        "点正文里的编号 [1]，这里会显示它出自哪篇文章、哪一天、哪一句。",
        "Tap a number like [1] in the text: here you see the article, the day and the sentence.",
    ),
    "project": Text("项目", "Project"),
    "stage": Text("阶段", "Stage"),
    "investment": Text("投资", "Investment"),
    "land": Text("占地", "Land"),
    "output": Text("产值", "Output"),
    "dates": Text("时间", "Dates"),
    "signed": Text("签约", "signed"),
    "begun": Text("开工", "begun"),
    "done": Text("建成投产", "done"),
    "policy": Text("政策", "Policy"),
    "issuer": Text("发布单位", "Issued by"),
    "number": Text("文号", "Number"),
    "issued": Text("发布时间", "Issued"),
    "in_force": Text("施行时间", "In force"),
    "value": Text("原文说法", "As it is said"),
    "period": Text("所指时间", "Of what time"),
    "published": Text("资料时间", "Published"),
    "planned": Text("计划", "planned"),
    "reported": Text("报道", "reported"),
    "unsaid": Text("未写明", "not said"),
    "disagree": Text("说法不一", "accounts differ"),
    "counted_by": Text("按{by}推算", "Counted from: {by}"),
    "derived": Text("推算：{rule}", "Derived: {rule}"),
    "about": Text("主要写它", "mainly about it"),
    "more": Text("其余{count}篇", "{count} more"),
    "more_quotes": Text("其余{count}句", "{count} more sentences"),
    "untitled": Text("（无标题）", "(untitled)"),
    "open": Text("打开全文", "Open the article"),
}
