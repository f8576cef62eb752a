#!/bin/sh
# Compiles kernels.as to kernels.wasm. Only needed after a change there; the result is checked in, because Workers
# take WebAssembly as a file, and the compiler is no part of the project's own dependencies.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp kernels.as "$work/kernels.ts"
npx -y -p assemblyscript@0.28.20 asc "$work/kernels.ts" --outFile "$work/kernels.wasm" \
  --runtime minimal --enable simd --optimizeLevel 3 --shrinkLevel 0 --noAssert --use abort= --initialMemory 2
cp "$work/kernels.wasm" kernels.wasm
