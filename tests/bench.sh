#!/bin/sh
# Measure building, retrieval and answers on the development sets; prints what eval run prints.
# $1 is the folder that holds sets/, $2 where indexes and results go (kept between runs).
set -eu
if [ -z "$1" ] || [ ! -d "$1/sets" ]; then
  echo "*** skipped: make bench SHARED=… needs the folder with the development sets ***"
  exit 0
fi
for set in ${SETS:-fincuge_finqa_dev dureader_demo crud_news_dev}; do
  "$BIN/zone-assistant" index build --articles "$1/sets/$set/corpus.jsonl" --index-dir "$2/$set/index"
  "$BIN/zone-assistant" eval run --questions "$1/sets/$set/questions.jsonl" \
    --index-dir "$2/$set/index" --out "$2/$set/run" --fresh
done
