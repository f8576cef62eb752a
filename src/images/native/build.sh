#!/bin/sh
# Compiles the C files here, libjpeg-turbo and libwebp to engine.wasm. Only needed after a change to one of them; the
# result is checked in, because Workers take WebAssembly as a file, and a compiler is no part of the project's own
# dependencies. On Debian 12:
#   apt-get install clang-19 lld-19 wasi-libc libclang-rt-19-dev-wasm32 make
#   sh build.sh <folder with the three archives below>
set -eu
archives=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Debian's source archives, as `apt-get source --download-only` brings them, and Emscripten for four of its headers:
# they say in WebAssembly's vectors what libwebp says in SSE.
sha256sum -c - <<SUMS
254f3642b04e309fee775123133c6464181addc150499561020312ec61c1bf7c  $archives/libjpeg-turbo_2.1.5.orig.tar.gz
7d6fab70cf844bf6769077bd5d7a74893f8ffd4dfb42861745750c63c2a5c92c  $archives/libwebp_1.5.0.orig.tar.gz
43742f32443a7a5510f6c5d1d2603f07c0ff555b3464f2438ab7ba7fdc85c8fd  $archives/emscripten_3.1.6~dfsg-5_all.deb
SUMS
tar xf "$archives/libjpeg-turbo_2.1.5.orig.tar.gz"
tar xf "$archives/libwebp_1.5.0.orig.tar.gz"
dpkg -x "$archives/emscripten_3.1.6~dfsg-5_all.deb" emscripten
jpeg=$work/libjpeg-turbo-2.1.5
webp=$work/libwebp-1.5.0
mkdir sse objects
cp emscripten/usr/share/emscripten/system/include/compat/?mmintrin.h sse/

# What CMake would find out.
cat > "$jpeg/jconfig.h" <<CONFIG
#define JPEG_LIB_VERSION 62
#define LIBJPEG_TURBO_VERSION 2.1.5
#define LIBJPEG_TURBO_VERSION_NUMBER 2001005
#define MEM_SRCDST_SUPPORTED 1
#define BITS_IN_JSAMPLE 8
CONFIG
cat > "$jpeg/jconfigint.h" <<CONFIG
#define BUILD ""
#define INLINE inline __attribute__((always_inline))
#define THREAD_LOCAL
#define PACKAGE_NAME "libjpeg-turbo"
#define VERSION "2.1.5"
#define SIZEOF_SIZE_T 8
#define FALLTHROUGH __attribute__((fallthrough));
CONFIG
sed 's/@COPYRIGHT_YEAR@/1991-2023/' "$jpeg/jversion.h.in" > "$jpeg/jversion.h"
# Pointers have 32 bits here, but numbers of 64 are as fast: the bit buffer of the entropy decoder is one.
sed -i 's/^typedef size_t bit_buf_type;/typedef unsigned long long bit_buf_type;/' "$jpeg/jdhuff.h"
# Colour planes keep fewer samples than brightness where jpeg.c says so.
sed -i 's/while (ssize < DCTSIZE &&/while (ssize < DCTSIZE \&\& !cinfo->client_data \&\&/' "$jpeg/jdmaster.c"

# Two of its transforms are in idct.c, for vectors.
sed -i 's/^jpeg_idct_4x4/plain_idct_4x4/; s/^jpeg_idct_2x2/plain_idct_2x2/' "$jpeg/jidctred.c"

compile() { # object, then the compiler's arguments
  object=objects/$1
  shift
  clang-19 --target=wasm32-wasi -O3 -msimd128 -mbulk-memory -DNDEBUG -ffunction-sections -fdata-sections \
    -ffile-prefix-map="$work"=. -c "$@" -o "$object.o"
}
for name in jcomapi jdapimin jdapistd jdatasrc jdcoefct jdcolor jddctmgr jdhuff jdinput jdmainct jdmarker jdmaster \
  jdmerge jdphuff jdpostct jdsample jidctflt jidctfst jidctint jidctred jmemmgr jmemnobs jquant1 jquant2 jutils \
  jsimd_none; do
  compile "jpeg-$name" -I"$jpeg" "$jpeg/$name.c"
done
for file in "$webp"/src/dec/*.c "$webp"/src/enc/*.c "$webp"/src/utils/*.c "$webp"/sharpyuv/*.c "$webp"/src/dsp/*.c; do
  case $file in *_neon.c | *_msa.c | *_mips32.c | *_mips_dsp_r2.c | *_avx2.c) continue ;; esac
  compile "webp-$(basename "$(dirname "$file")")-$(basename "$file" .c)" -I"$webp" -isystem sse -DEMSCRIPTEN \
    -D__SSE__ -D__SSE2__ -D__SSE3__ -D__SSSE3__ -D__SSE4_1__ -DWEBP_HAVE_SSE2 -DWEBP_HAVE_SSE41 \
    -DWEBP_DISABLE_STATS -DWEBP_REDUCE_CSP "$file"
done
for file in "$here"/*.c; do
  compile "own-$(basename "$file" .c)" -Wall -Werror -I"$jpeg" -I"$webp" "$file"
done
clang-19 --target=wasm32-wasi -nostartfiles -O3 -Wl,--no-entry -Wl,--gc-sections -Wl,--strip-all \
  -Wl,-z,stack-size=131072 -Wl,--export=malloc -Wl,--export=free objects/*.o -o "$here/engine.wasm"
