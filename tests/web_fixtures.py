"""Web pages in the manner of the sites that zone news comes from, with what must be read."""

from tests.document_fixtures import BODY, TITLE

# A portal of the 2000s: layout tables, GBK, today's date in the corner, no meta but the charset.
_OLD = f"""<html><head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>{TITLE}_工业要闻_晨州新闻网</title></head><body bgcolor="#ffffff">
<table width="960" align="center"><tr><td><a href="/">首页</a> | <a href="/news">新闻</a> |
<a href="/gov">政务</a></td><td>今天是2023年11月5日 10:30 星期日</td></tr></table>
<table width="960" align="center">
<tr><td>您当前的位置 ： <a href="/">晨州新闻网</a> &gt;
<a href="/gy">工业要闻</a> &gt; 正文</td></tr>
<tr><td align="center"><font size="5"><b>{TITLE}</b></font></td></tr>
<tr><td align="center">2023-08-02 10:15　　来源：晨州日报　　作者：王小明 李玉兰　　字号：【<a
href="#">大</a> <a href="#">中</a> <a href="#">小</a>】</td></tr>
<tr><td><div id="zoom">
%s
<center><img src="1.jpg"><br>图为云溪高新区企业生产线。张大山 摄</center>
<table border="1"><tr><td>指标</td><td>完成额</td><td>同比增长</td></tr>
<tr><td>工业投资</td><td>12.5亿元</td><td>13.2%%</td></tr></table>
</div></td></tr>
<tr><td align="right">责任编辑：赵六</td></tr>
<tr><td>上一篇：<a href="1.html">晨州市召开防汛工作会议</a><br>下一篇：<a
href="3.html">南河县修桥</a></td></tr>
<tr><td>相关新闻<br><a href="5.html">晨州市上半年招商引资取得新成绩 2023-07-30</a><br></td></tr>
</table>
<table width="960"><tr><td align="center">版权声明：凡本网注明来源的作品，版权均属于晨州新闻网，
未经授权不得转载。<br>晋ICP备05001234号 Copyright 2005-2023 晨州新闻网 版权所有</td></tr></table>
</body></html>"""
OLD = (_OLD % "".join(f"　　{paragraph}<br><br>\n" for paragraph in BODY)).encode("gbk")

# A paper's site of today: an article element, Open Graph, JSON-LD with the hour of Greenwich.
MODERN = f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">
<title>{TITLE} - 晨州日报网</title>
<link rel="canonical" href="https://news.example.com/2023/08/02/a123.html">
<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="晨州日报网">
<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"WebSite"}},
{{"@type":"NewsArticle","headline":"{TITLE}","datePublished":"2023-08-01T18:30:00Z",
"dateModified":"2023-08-09T08:00:00+08:00","author":[{{"@type":"Person","name":"王小明"}}],
"publisher":{{"@type":"Organization","name":"晨州日报"}}}}]}}</script></head>
<body><header><nav><a href="/">首页</a><a href="/a">时政</a></nav></header><main><article>
<h1>{TITLE}</h1><div class="meta"><span>更新时间：2023-08-09 08:00</span></div>
<div class="share">分享到：<a>微信</a><a>微博</a></div><p>{BODY[0]}</p>
<figure><img src="a.jpg"><figcaption>云溪高新区一家企业的生产线。张大山 摄</figcaption></figure>
<h2>42家企业完成改造</h2><p>{BODY[1]}</p><ul><li>新能源材料</li><li>智能装备</li></ul>
<p>{BODY[2]}</p><p class="editor">责任编辑：赵六</p></article>
<aside><h3>推荐阅读</h3>
<p>晨州市召开防汛工作会议，部署下一阶段防汛工作任务，要求各县做好准备。</p></aside>
</main><footer>版权所有 晨州日报社 2023</footer></body></html>""".encode()

# A government's site: the meta elements that the state's rules ask for, a signature at the end.
_GOVERNMENT = f"""<!DOCTYPE html><html><head><meta charset="UTF-8">
<title>{TITLE}_晨州市人民政府门户网站</title><meta name="SiteName" content="晨州市人民政府门户网站">
<meta name="ColumnName" content="部门动态"><meta name="ArticleTitle" content="{TITLE}">
<meta name="PubDate" content="2023-08-02 10:15">
<meta name="ContentSource" content="云溪高新区管委会">
<meta name="Author" content="办公室">
<meta name="Url" content="http://www.example.cn/bmdt/202308/t20230803_1234.shtml"></head>
<body><div class="header"><ul class="nav"><li><a href="/">首页</a></li></ul></div>
<div class="position">当前位置：首页 &gt; 部门动态</div><div class="detail"><h1>{TITLE}</h1>
<div class="info"><span>发布时间：2023-08-02 10:15</span><span>来源：云溪高新区管委会</span>
<span>浏览次数：<i>123</i>次</span><span>【打印】【关闭】</span></div><div class="view TRS_UEDITOR">
%s<table><tbody><tr><td><p>指标</p></td><td><p>完成额</p></td></tr>
<tr><td><p>工业投资</p></td><td><p>12.5亿元</p></td></tr></tbody></table>
<p style="text-align:right">云溪高新区管委会</p><p style="text-align:right">2023年8月2日</p></div>
<div class="ewm">扫一扫在手机打开当前页</div></div>
<div class="footer">主办：晨州市人民政府办公室　网站标识码：1400000000</div></body></html>"""
GOVERNMENT = (_GOVERNMENT % "".join(f"<p>　　{paragraph}</p>" for paragraph in BODY)).encode()

# A WeChat account, saved by a browser: hidden text, the hour only in a script, no site of its own.
_WECHAT = f"""<!DOCTYPE html>
<!-- saved from url=(0052)https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv -->
<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title></title>
<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="微信公众平台">
</head><body><div id="js_article"><div id="page-content"><div id="img-content">
<h1 id="activity-name">{TITLE}</h1><div id="meta_content"><span>王小明</span>
<a href="javascript:void(0);" id="js_name">云溪发布</a><em id="publish_time"></em></div>
<div id="js_content" style="visibility: hidden; opacity: 0;">%s</div></div></div></div>
<script>var ct = "1690906500"; var nickname = "云溪发布";</script>
<div>阅读 <span>1024</span> 分享 收藏 赞 在看</div>
<div>微信扫一扫<br>关注该公众号</div></body></html>"""
WECHAT = (
    _WECHAT % "".join(f"<section><p><span>{part}</span></p></section><p><br></p>" for part in BODY)
).encode()
