#!/bin/sh
# Measure building, retrieval and answers on the development sets; prints what eval run prints.
# Then measure the index at growing sizes, for which no set is needed.
# $1 is the folder that holds sets/, $2 where indexes and results go (kept between runs).
set -eu
if [ -z "$1" ] || [ ! -d "$1/sets" ]; then
  echo "*** skipped: make bench SHARED=… needs the folder with the development sets ***"
else
  for set in ${SETS:-fincuge_finqa_dev dureader_demo crud_news_dev}; do
    "$BIN/zone-assistant" index build --articles "$1/sets/$set/corpus.jsonl" \
      --index-dir "$2/$set/index"
    "$BIN/zone-assistant" eval run --questions "$1/sets/$set/questions.jsonl" \
      --index-dir "$2/$set/index" --out "$2/$set/run" --fresh
  done
  # How fast articles are read and looked into, and how much of it is right by readers' labels.
  if [ -d "$1/sets/zone_news_corpus" ]; then
    "$BIN/zone-assistant" corpus check "$1/sets/zone_news_corpus/corpus.jsonl" | tail -1
    if [ -x "$BIN/pytest" ]; then
      ZONE_ASSISTANT_SHARED="$1" "$BIN/pytest" -q -s tests/test_zone_news.py
    fi
  fi
fi
"$BIN/python" -m tests.bench_index --out "$2/index"
