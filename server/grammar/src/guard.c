/*
 * Finds the place where a text nests too deeply to be parsed and queried in linear time: a lexer that knows brackets,
 * blocks, strings and comments, and nothing else of the language. It reads every byte at most twice.
 *
 * Two things count: brackets and blocks that are open at one place, and operators and suffixes (calls, members,
 * indexes) in one expression, without those inside its brackets. Both make the tree deep.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

enum { MAX_LEVELS = 1024 };

typedef struct {
    const char *text;
    size_t length;
    size_t at;
    size_t depth;                /* levels that are open: brackets and blocks */
    uint32_t links[MAX_LEVELS + 1]; /* per level: operators and suffixes of the current expression */
    bool operand[MAX_LEVELS + 1];   /* per level: does the text before end an operand? */
    bool in_interface;           /* between `interface Name` and its `end`: methods have no `end` of their own */
    size_t interface_depth;
} Guard;

static bool is_word_start(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool is_word(char c) { return is_word_start(c) || (c >= '0' && c <= '9'); }

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static char peek(const Guard *g, size_t ahead) { return g->at + ahead < g->length ? g->text[g->at + ahead] : '\0'; }

/* At `[`: skips a long bracket and returns true, or stays and returns false. */
static bool skip_long(Guard *g) {
    size_t p = g->at + 1, level = 0;
    while (p < g->length && g->text[p] == '=') p++, level++;
    if (p >= g->length || g->text[p] != '[') return false;
    for (p++; p < g->length; p++) {
        if (g->text[p] != ']') continue;
        size_t q = p + 1;
        while (q < g->length && g->text[q] == '=') q++;
        if (q - p - 1 == level && q < g->length && g->text[q] == ']') {
            g->at = q + 1;
            return true;
        }
        p = q - 1;
    }
    g->at = g->length;
    return true;
}

static void skip_comment(Guard *g) {
    g->at += 2;
    if (peek(g, 0) == '[' && skip_long(g)) return;
    while (g->at < g->length && g->text[g->at] != '\n' && g->text[g->at] != '\r') g->at++;
}

static void skip_quoted(Guard *g) {
    char quote = g->text[g->at++];
    while (g->at < g->length) {
        char c = g->text[g->at];
        if (c == '\n' || c == '\r') return;
        g->at++;
        if (c == quote) return;
        if (c == '\\' && g->at < g->length) {
            char escaped = g->text[g->at++];
            char pair = escaped == '\r' ? '\n' : escaped == '\n' ? '\r' : '\0';
            if (pair && peek(g, 0) == pair) g->at++;
        }
    }
}

static void link(Guard *g, bool ends_operand) {
    g->links[g->depth]++;
    g->operand[g->depth] = ends_operand;
}

static void restart(Guard *g, bool ends_operand) {
    g->links[g->depth] = 0;
    g->operand[g->depth] = ends_operand;
}

static void open_level(Guard *g) {
    if (g->depth < MAX_LEVELS) g->depth++;
    restart(g, false);
}

static void close_level(Guard *g) {
    if (g->depth > 0) g->depth--;
    g->operand[g->depth] = true;
}

static bool one_of(const char *word, size_t length, const char *const *words) {
    for (; *words; words++)
        if (strlen(*words) == length && memcmp(*words, word, length) == 0) return true;
    return false;
}

static const char *const OPERATORS[] = {"and", "or", "not", "as", "is", "extends", NULL};
static const char *const OPENERS[] = {"do", "then", "repeat", "function", NULL};
static const char *const CLOSERS[] = {"end", "until", "elseif", NULL};
static const char *const INTERFACE[] = {"interface", NULL};
static const char *const FUNCTION[] = {"function", NULL};
static const char *const END[] = {"end", NULL};
static const char *const STATEMENT_WORDS[] = {"local", "if",    "while", "for",  "in",  "return",
                                              "break", "else", "goto",  "type", NULL};

/* Is the word that ends at the current position the head of an interface declaration, not a field or a type? */
static bool declares_interface(const Guard *g, char before) {
    size_t ahead = 0;
    while (is_space(peek(g, ahead))) ahead++;
    return before != '.' && before != ':' && is_word_start(peek(g, ahead));
}

static void scan_word(Guard *g, char before) {
    const char *word = g->text + g->at;
    size_t start = g->at;
    while (is_word(peek(g, 0))) g->at++;
    size_t length = g->at - start;
    bool in_interface = g->in_interface && g->depth == g->interface_depth;
    if (one_of(word, length, INTERFACE) && declares_interface(g, before)) {
        g->in_interface = true;
        g->interface_depth = g->depth;
        restart(g, false);
    } else if (in_interface && one_of(word, length, END)) {
        g->in_interface = false;
        restart(g, true);
    } else if (in_interface && one_of(word, length, FUNCTION)) {
        restart(g, false);
    } else if (one_of(word, length, OPENERS)) {
        open_level(g);
    } else if (one_of(word, length, CLOSERS)) {
        close_level(g);
        if (length != 3) g->operand[g->depth] = false;
    } else if (one_of(word, length, OPERATORS)) {
        link(g, false);
    } else if (one_of(word, length, STATEMENT_WORDS)) {
        restart(g, false);
    } else if (g->operand[g->depth]) {
        restart(g, true); /* a name after an operand begins a statement */
    } else {
        g->operand[g->depth] = true;
    }
}

static void scan_punctuation(Guard *g) {
    char c = peek(g, 0), next = peek(g, 1);
    bool comparison = next == '=' && (c == '=' || c == '~' || c == '<' || c == '>');
    g->at += comparison ? 2 : 1;
    if (c == ',' || c == ';' || (c == '=' && !comparison)) {
        restart(g, false);
    } else {
        link(g, c == '!' || c == '?');
    }
}

/*
 * The offset of the first byte at which more than `max_depth` (at most 1,000) brackets and blocks are open, or one
 * expression has more than `max_links` operators and suffixes; -1 when there is none.
 */
EXPORT int64_t wlua_too_deep(const char *text, size_t length, uint32_t max_depth, uint32_t max_links) {
    Guard guard;
    Guard *g = &guard;
    memset(g, 0, sizeof *g);
    g->text = text;
    g->length = length;
    char before = '\0'; /* the first byte of the token before */
    while (g->at < length) {
        size_t start = g->at;
        char c = text[start];
        if (is_space(c) || (unsigned char)c >= 0x80) {
            g->at++; /* outside of strings and comments, characters beyond ASCII mean nothing */
            continue;
        }
        if (c == '-' && peek(g, 1) == '-') {
            skip_comment(g);
            continue;
        }
        if (is_word_start(c)) {
            scan_word(g, before);
        } else if (c >= '0' && c <= '9') {
            while (is_word(peek(g, 0)) || peek(g, 0) == '.') g->at++;
            g->operand[g->depth] = true;
        } else if (c == '"' || c == '\'' || c == '[' || c == '(' || c == '{') {
            bool quoted = c == '"' || c == '\'';
            if (g->operand[g->depth]) g->links[g->depth]++;
            if (quoted) skip_quoted(g);
            if (quoted || (c == '[' && skip_long(g))) {
                g->operand[g->depth] = true;
            } else {
                g->at++;
                open_level(g);
            }
        } else if (c == ']' || c == ')' || c == '}') {
            g->at++;
            close_level(g);
        } else {
            scan_punctuation(g);
        }
        if (g->depth > max_depth || g->links[g->depth] > max_links) return (int64_t)start;
        before = c;
    }
    return -1;
}
