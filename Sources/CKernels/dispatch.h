#pragma once

// One copy of a function for each generation of x86-64, chosen when the program is loaded.
#if defined(__x86_64__) && defined(__linux__)
#define CK_DISPATCHED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CK_DISPATCHED
#endif

// Sums may be taken in any order and multiplications fused, in the files that include this.
#pragma clang fp reassociate(on) contract(fast)
