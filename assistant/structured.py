"""The writers that look for themselves: a table over zones, a course of events, a policy."""

from assistant.draft import Draft, Written
from assistant.finding.looking import Look, Sources
from assistant.policies.answer import write_policy
from assistant.policies.policy import read_policy
from assistant.tables.overview import read_overview
from assistant.tables.overview_table import write_overview
from assistant.tables.timeline import read_timeline, write_timeline
from assistant.tables.zone_list import read_zone_list, write_zone_list


def write_structured(text: str, look: Look, sources: Sources) -> Written | None:
    """Return a table, a dated list or a policy's lines, or None where none of them is asked for.

    Each of them judges by the words of the articles whether it has an answer.
    """
    zones = read_zone_list(text)
    if zones:
        listed = write_zone_list(zones, sources.articles)
        if listed:
            return listed
    overview = read_overview(text)
    if overview:
        table = write_overview(
            overview, look.asked, search=sources.search, articles=sources.articles
        )
        if table:
            return table
    timeline = read_timeline(text)
    if timeline:
        table = write_timeline(timeline, look.asked, look.ranked, sources.articles)
        if table:
            return table
    return _policy(text, look)


def _policy(text: str, look: Look) -> Written | None:
    asked = read_policy(text)
    draft: Draft | None = write_policy(asked, look.asked, look.ranked) if asked else None
    return Written(draft, len(look.looked_at)) if draft else None
