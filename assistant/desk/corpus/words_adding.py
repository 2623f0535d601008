"""What is said where articles are brought in, removed and the index is built."""

from assistant.web.language import Text

ADDING = {
    "add": Text("添加文章", "Add articles"),
    "drop_here": Text(
        "把文件或文件夹拖到这里，先看它们会怎样读，再决定收不收。",
        "Drop files or a folder here; you see how they are read before anything goes in.",
    ),
    "choose_files": Text("选择文件", "Choose files"),
    "choose_folder": Text("选择文件夹", "Choose a folder"),
    "file_types": Text(
        "能读 txt、md、html、docx、pdf、jsonl，整版报纸会分成一篇一篇。",
        "txt, md, html, docx, pdf and jsonl; a newspaper page is split into its articles.",
    ),
    "uploading": Text("传文件", "Files"),
    "preview": Text("收进来以前先看一看", "Before anything goes in"),
    "preview_counts": Text(
        "{files}个文件，{articles}篇文章，其中可疑{doubtful}篇。",
        "Files: {files}. Articles: {articles}, of which doubtful: {doubtful}.",
    ),
    "fill_in": Text("给缺日期或报纸的文章一起补上", "Fill in where it is missing"),
    "fill_day": Text("日期", "Day"),
    "fill_paper": Text("报纸", "Paper"),
    "fill": Text("补上", "Fill in"),
    "day_hint": Text("如 2025-11-14", "e.g. 2025-11-14"),
    "title": Text("标题", "Title"),
    "day": Text("日期", "Day"),
    "paper": Text("报纸", "Paper"),
    "take_in": Text("收进“{title}”", "Take in “{title}”"),
    "take": Text("收进", "Take in"),
    "see": Text("看怎样读的", "See how it is read"),
    "see_one": Text("看“{title}”是怎样读的", "See how “{title}” is read"),
    "of_file": Text("{count}篇", "articles: {count}"),
    "drop_file": Text("不要这个文件", "Drop this file"),
    "drop_one": Text("不要文件“{name}”", "Drop the file “{name}”"),
    "dropped": Text("没有收进任何一篇的文字：{count}处", "Text that went into no article: {count}"),
    "zones_named": Text("开发区：{zones}", "Zones: {zones}"),
    "begin": Text("收进并重建索引（{count}篇）", "Take in and rebuild the index ({count})"),
    "nothing_to_take": Text(
        "没有要收进的文章：请选上至少一篇新的或改过的。",
        "Nothing to take in: choose at least one article that is new or changed.",
    ),
    "discard": Text("全部不要", "Drop all"),
}

FATES = {
    "new": Text("新增", "new"),
    "replaces": Text("替换", "replaces"),
    "unchanged": Text("没有变化", "unchanged"),
    "refused": Text("收不进", "cannot go in"),
    "left_out": Text("不收", "left out"),
}

STEPS = {  # as assistant.editing.building reports them
    "读文件": Text("读文件", "Reading files"),
    "检查": Text("检查", "Looking for doubts"),
    "查看文库": Text("查看文库", "Reading the library"),
    "写入": Text("写入", "Writing"),
    "载入模型": Text("载入模型", "Loading the model"),
    "解开模型": Text("解开模型", "Unpacking the model"),
    "计算向量": Text("计算向量", "Computing vectors"),
    "写入索引": Text("写入索引", "Writing the index"),
}

BUILDING = {
    "building": Text("正在重建索引", "Rebuilding the index"),
    "step_files": Text("{step}：{done}／{total}个文件", "{step}: {done} of {total} files"),
    "step_articles": Text("{step}：{done}／{total}篇文章", "{step}: {done} of {total} articles"),
    "step_passages": Text("{step}：{done}／{total}段", "{step}: {done} of {total} passages"),
    "step_parts": Text("{step}：{done}／{total}", "{step}: {done} of {total}"),
    "starting": Text("正在开始", "Starting"),
    "left": Text("这一步大约还要{seconds}秒", "about {seconds} s left in this step"),
    "meanwhile": Text(
        "这期间问答照常，用的还是原来的索引。关掉这一页也不会停。",
        "Questions are answered from the old index meanwhile. Closing this page does not stop it.",
    ),
    "cancel": Text("取消", "Cancel"),
    "built": Text("索引已重建", "The index is rebuilt"),
    "nothing_changed": Text(
        "没有变化，不用重建索引。", "Nothing had changed; the index stays as it is."
    ),
    "built_counts": Text(
        "{articles}篇文章、{passages}段，用时{seconds}秒：新增{new}篇，改动{changed}篇，去掉{gone}篇。",
        "{articles} articles, {passages} passages, in {seconds} s: "
        "{new} new, {changed} changed, {gone} gone.",
    ),
    "in_use": Text(
        "问答从{time}起用新的索引，不用刷新。", "Questions are answered from it since {time}."
    ),
    "out_of_use": Text(
        "现在回答的是另一代索引，见下面的“历代索引”。",
        "Another index answers now; see “Earlier indexes” below.",
    ),
    "late_in_use": Text(
        "问答还没有换到新的索引，请看服务端终端里的信息；重新启动服务也会换过来。",
        "Questions are not answered from it yet; see what the service's terminal says. "
        "Starting the service anew moves it on, too.",
    ),
    "soon_in_use": Text(
        "问答会在几秒内换到新的索引，不用刷新。",
        "Within seconds questions are answered from it; nothing need be reloaded.",
    ),
    "report": Text("逐个文件看结果", "What became of each file"),
    "library_at": Text("文库：{library}", "Library: {library}"),
    "failed": Text("索引没有重建", "The index was not rebuilt"),
    "cancelled": Text("已取消", "Cancelled"),
    "kept": Text(
        "问答仍用原来的索引，没有中断。", "Questions are still answered from the old index."
    ),
    "leave": Text("允许去掉超过一成的文章", "Remove more than a tenth of the articles"),
    "allow": Text("照做", "Go on"),
    "again": Text("再试一次", "Try again"),
}

OUTCOMES = {
    "added": Text("新增", "added"),
    "replaced": Text("替换", "replaced"),
    "unchanged": Text("没有变化", "unchanged"),
    "skipped": Text("没有收进", "not taken in"),
    "left_out": Text("不收", "left out"),
    "removed": Text("移出", "removed"),
    "restored": Text("恢复", "restored"),
    "stays": Text("没有动", "left as it was"),
}

LIBRARY = {
    "picked": Text("已选{count}篇", "{count} selected"),
    "remove": Text("移出", "Remove"),
    "unpick": Text("取消选择", "Clear"),
    "removed": Text("移出的文章", "Removed articles"),
    "removed_none": Text("没有移出的文章。", "Nothing was removed."),
    "removed_on": Text("{day}移出", "removed {day}"),
    "restore": Text("恢复", "Restore"),
    "restore_one": Text("恢复“{title}”", "Restore “{title}”"),
    "generations": Text("历代索引", "Earlier indexes"),
    "generation_counts": Text(
        "{articles}篇文章、{passages}段", "{articles} articles, {passages} passages"
    ),
    "answering": Text("正在回答", "answers now"),
    "damaged": Text("不完整", "damaged"),
    "no_generations": Text("还没有索引。", "There is no index yet."),
    "go_back": Text("换到这一代", "Use this one"),
    "go_back_to": Text("换到{built}建的索引", "Use the index built {built}"),
}

# What the scripts say.
SPOKEN = {name: LIBRARY[name] for name in ("picked", "remove", "restore", "go_back")} | {
    "ask_remove": Text("移出这些文章？", "Remove these articles?"),
    "about_remove": Text(
        "移出后问答不再引用它们；文件还在，随时可以恢复。会马上重建索引。",
        "They will be cited no more. The files are kept and can be restored. "
        "The index is rebuilt at once.",
    ),
    "ask_restore": Text("恢复这篇文章？", "Restore this article?"),
    "about_restore": Text(
        "它会回到文库，并马上重建索引。",
        "It goes back into the library, and the index is rebuilt at once.",
    ),
    "ask_back": Text("换到这一代索引？", "Use this index?"),
    "about_back": Text(
        "问答几秒内就会用它回答。文库里的文章不变，下次重建索引时又会以文库为准。",
        "Questions are answered from it within seconds. The library stays as it is, and the next "
        "rebuild follows the library again.",
    ),
    "and_more": Text("……等{count}篇", "… {count} in all"),
    "sent": Text("已传完", "sent"),
    "reading": Text("正在读……", "Reading…"),
    "not_sent": Text(
        "没有传完，请确认服务还开着，再拖一次。",
        "Not sent; see whether the service is still running and drop it again.",
    ),
    "no_files": Text("没有拖来文件。", "No files were dropped."),
}
