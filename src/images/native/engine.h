// What the parts of engine.wasm share. Pointers are byte offsets in the module's one memory.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))

// Leaves the module by an exception: libjpeg has no way on after a fatal error, and there is no way back in.
__attribute__((import_module("engine"), import_name("fail"), noreturn)) void fail(int reason);
