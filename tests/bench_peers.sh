#!/bin/sh
# Measure ours beside plain BM25, Chroma and LlamaIndex on the development sets, with the same
# embedding model, and put the tables into docs/benchmarks.md.
# $1 is the folder that holds sets/, $2 where indexes and results go. What is there is kept, so
# that a run can be stopped and started again; FRESH=--fresh asks every question anew.
set -eu
if [ -z "$1" ] || [ ! -d "$1/sets" ]; then
  echo "*** skipped: make bench-peers SHARED=… needs the folder with the development sets ***"
  exit 0
fi
for set in ${SETS:-crud_news_dev fincuge_finqa_dev dureader_demo rageval_zh_dev zone_dev}; do
  corpus=$set
  as_of=
  case $set in
    zone_dev) corpus=zone_news_corpus ;;
    # Asked today, its 今年 would be another year.
    crud_news_dev) as_of="--as-of 2023-08-20" ;;
  esac
  articles="$1/sets/$corpus/corpus.jsonl"
  "$BIN/zone-assistant" index build --articles "$articles" --index-dir "$2/$corpus/index"
  # shellcheck disable=SC2086 - the options are words of their own, or nothing
  "$BIN/zone-assistant" eval peers --questions "$1/sets/$set/questions.jsonl" \
    --articles "$articles" --index-dir "$2/$corpus/index" --out "$2/peers/$set" \
    --vectors "$2/vectors.sqlite" $as_of ${FRESH:-}
done
"$BIN/zone-assistant" eval peers-section --runs "$2/peers" --document docs/benchmarks.md
