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
    typedef int64_t (*survey_type)(const char *, size_t, uint32_t, uint32_t, uint32_t *);
    survey_type survey = (survey_type)dlsym(library, "wlua_survey");
    printf("%u", language()[0]);
    for (int at = 2; at < count; at++) {
        uint32_t suspected = 0;
        printf(" %lld", (long long)survey(arguments[at], strlen(arguments[at]), 2, 9, &suspected));
        printf(" %u", suspected);
    }
    printf("\n");
    return 0;
}
