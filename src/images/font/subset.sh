#!/bin/sh
# Cuts Noto Sans Bold (Debian: fonts-noto-core) down to Latin, Greek and Cyrillic with fontTools (python3-fonttools).
# Only needed to change the selection; the result is checked in.
set -eu
cd "$(dirname "$0")"
/usr/bin/python3 -m fontTools.subset /usr/share/fonts/truetype/noto/NotoSans-Bold.ttf \
  --unicodes="U+0020-007E,U+00A0-017F,U+0218-021B,U+0386-03CE,U+0401-045F,U+0490-0491,U+1E9E,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2039,U+203A,U+20AC,U+2116,U+2122,U+2212" \
  --layout-features= --no-hinting --notdef-outline \
  --drop-tables+=GSUB,GPOS,GDEF,kern,name,post,OS/2,meta,STAT,prep,fpgm,gasp \
  --output-file=noto-sans-bold.bin
