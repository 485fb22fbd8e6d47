/* Opens the grammar as the program does, and prints what it answers; for platforms that have no Python here. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

int main(int count, char **arguments) {
    void *library = dlopen(arguments[1], RTLD_NOW);
    if (!library) {
        printf("%s\n", dlerror());
        return 1;
    }
    const uint32_t *(*language)(void) = (const uint32_t *(*)(void))dlsym(library, "tree_sitter_wlua");
    int64_t (*too_deep)(const char *, size_t, uint32_t, uint32_t) =
        (int64_t (*)(const char *, size_t, uint32_t, uint32_t))dlsym(library, "wlua_too_deep");
    printf("%u", language()[0]);
    for (int at = 2; at < count; at++) {
        printf(" %lld", (long long)too_deep(arguments[at], strlen(arguments[at]), 2, 9));
    }
    printf("\n");
    return 0;
}
