#!/usr/bin/env bash
# i3blocks hands on the escapes of JSON as they are, and takes an escaped quote for the end of the text.
#
# Version: i3blocks 1.4-4 of Debian 12. Run on Linux, with apt.
# One would guess that a block with format=json may print any JSON, as the documentation asks for an object of
# strings.
# In truth nothing in it is decoded: what an encoder has made ASCII, as that of Python does unless told otherwise,
# appears as its escapes, and a text ends at the first quote, with the backslash before it.
#
# Seen:
#   "full_text":"gr\\u00f6\\u00dfer"
#   "full_text":"größer"
#   "full_text":"say \\"
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd "$folder" && apt-get download i3blocks=1.4-4 && dpkg-deb --extract i3blocks_*.deb .) >/dev/null 2>&1 ||
    { echo "not tried: i3blocks=1.4-4 cannot be had (gone from the mirror?)" >&2; exit 2; }

for text in 'gr\u00f6\u00dfer' 'größer' 'say \"boo\"'; do
    printf '{"full_text": "%s"}\n' "$text" >"$folder/line"
    printf '[it]\ncommand=cat %s\ninterval=once\nformat=json\n' "$folder/line" >"$folder/config"
    { timeout 2 "$folder/usr/bin/i3blocks" -c "$folder/config" || [[ $? == 124 ]]; } 2>/dev/null |
        grep --only-matching '"full_text":"[^"][^"]*"' | tail -n 1
done >"$folder/seen"

stated=$(sed -n 's/^#   //p' "$0")
cat "$folder/seen"
[[ $(<"$folder/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
