#!/bin/sh
# Make sure that the page's tests find a browser, and those of several chats nginx; $1 is the
# playwright command. Where one cannot be had the tests say so themselves, and fail under CI=true.
PATH=$PATH:/usr/sbin
if ! command -v nginx >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then sudo=; else sudo="sudo -n"; fi
  { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends nginx-light; } \
    || echo "*** no nginx could be installed: the tests of several chats will be skipped ***"
fi
for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then sudo=; else sudo="sudo -n"; fi
  $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends chromium && exit 0
fi
"$1" install chromium || echo "*** no browser could be installed: the page's tests will be skipped ***"
