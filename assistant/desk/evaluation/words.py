"""What the page of the evaluation says, in both languages."""

from assistant.desk.evaluation.work import OPENING, REPORTING
from assistant.evaluating import ASKING
from assistant.web.language import Text

TITLE = Text("评测", "Quality")
VIEWS = Text("评测的部分", "Parts of this page")
RUNS = Text("运行和结果", "Runs and results")
CHAT = Text("来自问答", "From the chat")
BACK = Text("全部评测", "All runs")

# A new run
NEW = Text("新的评测", "A new run")
SET = Text("题集", "Question set")
SHIPPED = Text("自带", "shipped")
COUNT = Text("{n}题", "{n} questions")
UNJUDGED = Text("{n}题还没有判断能不能回答，不判对错", "{n} not judged yet, and not scored")
STRANGE = Text("{n}题依据的文章不在现在的索引里", "{n} rest on articles that the index lacks")
NO_INDEX = Text(
    "还没有索引，先在“语料”页建立。", "There is no index yet; build one under Articles."
)
LIMIT = Text("只问几题（空着：全部）", "Only so many (empty: all)")
MODE = Text("怎样写回答", "How answers are written")
EXTRACTIVE = Text("摘引原文", "Quoted from the articles")
GENERATIVE = Text("大模型撰写", "Written by the LLM")
DAY = Text("提问日（今年、去年从它算起）", "Day of asking (what 今年 means)")
START = Text("开始评测", "Start")
SETS_ARE = Text(
    "放进 {folder} 的 .jsonl 题集也会列在这里。",
    "Sets (.jsonl) that are put into {folder} are listed here too.",
)

# The run that goes on
STANDING = Text("进度", "Progress")
STEPS = {
    "": Text("准备", "Preparing"),
    OPENING: Text("打开索引和模型", "Opening index and model"),
    ASKING: Text("提问", "Asking"),
    REPORTING: Text("写报告", "Writing the report"),
}
RUNNING = Text("正在评测：{run}", "Running: {run}")
ASKED = Text("已问{done}题，共{total}题", "{done} of {total} asked")
LEFT = Text("大约还要{time}", "about {time} left")
MINUTES = Text("{m}分{s}秒", "{m} min {s} s")
SECONDS = Text("{s}秒", "{s} s")
CANCEL = Text("取消", "Cancel")
CANCELLED = Text("评测已取消：{run}。", "Cancelled: {run}.")
DONE = Text("评测完成：{run}。", "Finished: {run}.")
FAILED = Text("评测没有完成：{run}。", "Not finished: {run}.")
SEE = Text("看结果", "See the results")
GO_ON = Text("接着问", "Go on")
GO_ON_WITH = Text("接着问：{run}", "Go on with {run}")

# The runs
ALL = Text("做过的评测，新的在前", "Runs, the newest first")
NONE = Text("还没有做过评测。", "No run yet.")
WHEN = Text("时间", "Time")
ASKED_OF = Text("题数", "Questions")
BROKEN_OFF = Text("中断", "broken off")
INDEX = Text("索引", "Index")
FIGURES = ("right", "hit_1", "citation_precision", "refusal_f1")
COMPARE = Text("比较两次评测", "Compare two runs")
BEFORE = Text("之前（A）", "Before (A)")
AFTER = Text("之后（B）", "After (B)")
DO_COMPARE = Text("比较", "Compare")

# One run
INTERVALS = Text(
    "数字旁边是 95% 区间（对题目重抽样 1000 次）和参与计算的题数。",
    "Beside each figure: its 95% interval (questions resampled 1000 times) and how many questions.",
)
UNFINISHED = Text("这次评测只问了一部分题。", "Only a part of the questions was asked.")
NO_SUMMARY = Text(
    "这次评测的进程意外结束，还没有结果：已问{n}题，接着问就会算出来。",
    "Its process ended unexpectedly after {n} questions; go on with it to see the figures.",
)
SETTINGS = Text(
    "题集 {set}，索引 {index}，提问日 {day}，{mode}。",
    "Set {set}, index {index}, asked as of {day}, {mode}.",
)
REPORT = Text("完整报告：逐题的回答、出处和判分", "Full report: every answer with its evidence")
DOWNLOAD = Text("下载", "Download")
TABLES = {
    "answers": Text("回答与引文", "Answers and citations"),
    "refusals": Text("拒答", "Refusals"),
    "search": Text("找文章和依据句", "Finding articles and sentences"),
    "types": Text("按类型", "By type"),
}
PLOTS = Text("图", "Plots")
CHARTS = {
    "hit": Text(
        "前几个结果里有没有标准文章（实线）和依据句（虚线）",
        "Right article (solid) and sentence (dashed) among the first k",
    ),
    "types": Text("各类题答得怎样", "How each type of question does"),
    "risk": Text("只答最有把握的，会错多少", "Errors when only the surest are answered"),
    "latency": Text("每题用时", "Time a question"),
}
WRONG = Text("没有答对的题（{n}）", "Questions not answered rightly ({n})")
ALL_RIGHT = Text("没有判错的题。", "No question was found to be answered wrongly.")
WITH = Text("与另一次比较", "Compare with another run")

# Two runs
COMPARED = Text("比较了{n}道相同的题。", "{n} questions that both runs share.")
ADDED = Text("B 多出{n}题，没有比较。", "B has {n} more, which are not compared.")
NO_LOSS = Text("没有明显变差。", "Nothing was lost.")
LOST = Text("明显变差", "What was lost")
FLIPS = Text("判定翻转的题（{n}）", "Questions whose verdict flipped ({n})")
NO_FLIPS = Text("没有题的判定变了。", "No verdict changed.")
WORSE = Text("对 → 错", "right → wrong")
BETTER = Text("错 → 对", "wrong → right")
REPORT_OF_TWO = Text("两次评测的完整报告", "Full report of both runs")

# From the chat
GAPS = Text("没有答上的", "Unanswered")
ENTRIES = Text("全部记录", "Everything kept")
KEPT = Text(
    "拒答的问题和读者的评判记在这台服务器的 {path}：只有日期和问答，不记是谁问的，"
    "但问题里可能写有别的内容。每一条都可以删除；设置 ZONE_ASSISTANT_FEEDBACK=off 就不再记。",
    "Refused questions and verdicts are kept in {path} on this server: the day, the question and "
    "the answer, nothing of who asked, but whatever was typed. Each can be deleted; "
    "ZONE_ASSISTANT_FEEDBACK=off keeps none.",
)
OFF = Text(
    "没有记录：这里关掉了反馈（ZONE_ASSISTANT_FEEDBACK=off）。",
    "Nothing is kept: feedback is turned off here (ZONE_ASSISTANT_FEEDBACK=off).",
)
EMPTY = Text(
    "还没有这样的记录。有人问了答不上的问题，或评判了回答，就会出现在这里。",
    "Nothing of the kind yet. Refused questions and verdicts will show up here.",
)
VERDICT = Text("评判", "Verdict")
ANY = Text("全部", "All")
REFUSED = Text("拒答", "Refused")
RIGHT = Text("判对", "Judged right")
BAD = Text("判错", "Judged wrong")
SINCE = Text("这一天以来", "Since")
SHOW = Text("筛选", "Show")
NO_ZONE = Text("没有认出是哪个开发区", "No zone named")
TIMES = Text("{n}次", "{n} times")
LAST = Text("最近 {day}", "last {day}")
OTHER_WORDINGS = Text("也这样问", "Also asked as")
NEARBY = Text("资料里相近的：", "What the articles have instead: ")
ASKED_BEFORE = Text("前问", "Before")
REASON = Text("读者说", "The reader says")
CORRECTION = Text("读者的更正", "The reader's correction")
CHOOSE = Text("选中：{question}", "Choose: {question}")
CHOOSE_ALL = Text("全选", "Choose all")
MAKE_SET = Text("做成题集", "Make a question set")
DELETE = Text("删除", "Delete")
DELETE_ENTRY = Text("删除：{question}", "Delete: {question}")
SURE = Text("再按一次就删除", "Press again to delete")
DELETED = Text("已删除。", "Deleted.")
PREVIOUS, NEXT = Text("上一页", "Previous"), Text("下一页", "Next")
PAGE = Text("第{n}页，共{pages}页", "Page {n} of {pages}")

# A set being made
DRAFT = Text("做成题集", "A question set of these")
DRAFT_IS = Text(
    "逐题核对：资料里有没有答案；有的话，标准答案是什么、哪一句说的。没核对完也可以先存，没判断的题不判对错。",
    "Go through them: do the articles have an answer, which one, and which sentence says it? "
    "An unfinished set can be saved; what is not judged is not scored.",
)
NOT_CHOSEN = Text(
    "还没有选中问题，请回到“来自问答”里选。", "Nothing is chosen; choose under From the chat."
)
ANSWERABLE = Text("资料里有答案吗", "Do the articles answer it?")
YES, NO = Text("有", "Yes"), Text("没有", "No")
OPEN = Text("还没判断", "Not judged yet")
TYPE = Text("类型", "Type")
WANTED = Text("标准答案", "Right answer")
WANTED_TIP = Text(
    "每行一项，都要答到；同一项的几种说法用 | 隔开，如 5亿元 | 5亿",
    "One thing a line, all of which must be said; wordings of one thing between bars: 5亿元 | 5亿",
)
PLACES = Text("出处", "Evidence")
PLACES_TIP = Text(
    "每行一句：文章编号 | 说出答案的原句",
    "One a line: key of the article | the sentence that says it",
)
DROP = Text("不要这一题", "Leave out")
DROP_THIS = Text("不要这一题：{question}", "Leave out: {question}")
NAME = Text("题集的名字", "Name of the set")
SAVE = Text("保存题集", "Save the set")
SAVED = Text("题集“{name}”存好了，共{n}题{open}。", "The set {name} is saved: {n} questions{open}.")
STILL_OPEN = Text("，其中{n}题还没判断", ", {n} of them not judged yet")
SERIOUS = Text("有错误的题改正后才能保存。", "Mend the questions with errors, then save.")
FINDINGS = Text("检查", "Check")
