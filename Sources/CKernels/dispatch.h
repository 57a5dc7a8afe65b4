#pragma once

// One copy of a function for each generation of x86-64, chosen when the program is loaded.
#if defined(__x86_64__) && defined(__linux__)
#define CK_DISPATCHED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CK_DISPATCHED
#endif

// Before a loop in which value i depends on values i alone: it may work in place, many at once. Without
// this the compiler sees that the memory overlaps and takes one value at a time.
#define CK_EACH _Pragma("clang loop vectorize(assume_safety)")

// Sums may be taken in any order and multiplications fused, in the files that include this.
#pragma clang fp reassociate(on) contract(fast)
