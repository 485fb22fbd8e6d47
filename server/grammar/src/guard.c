/*
 * Looks through a text before it is parsed: a lexer that knows brackets, blocks, strings and comments, and nothing else
 * of the language. It reads every byte at most three times.
 *
 * It finds the place where a text nests too deeply to be parsed and queried in linear time. Two things count: brackets
 * and blocks that are open at one place, and operators and suffixes (calls, members, indexes) in one expression, without
 * those inside its brackets. Both make the tree deep.
 *
 * And it tells which mistakes a text without syntax errors may hold, so that most trees need not be searched for them.
 * It may suspect a text that is right, but not pass one that is wrong.
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

/* What a text may hold; `grammar.py` has the same numbers. */
enum {
    MISPLACED = 1, /* `break` outside of a loop, `...` outside of a function that has it */
    JUMPS = 2,     /* `goto` or a label */
    AMBIGUOUS = 4, /* `(` on the line after `)` */
    ESCAPES = 8    /* a decimal escape from \200 on */
};

typedef struct {
    uint32_t links;   /* operators and suffixes of the current expression */
    bool operand;     /* does the text before end an operand? */
    bool in_loop;     /* may `break` stand here? */
    bool has_varargs; /* may `...` stand here? */
    bool awaits_do;   /* after `while` or `for` */
    bool awaits_list; /* a function whose parameters are still to come */
    bool is_list;     /* the parameters of a function */
} Level;

typedef struct {
    const char *text;
    size_t length;
    size_t at;
    size_t depth;                 /* levels that are open: brackets and blocks */
    Level levels[MAX_LEVELS + 1]; /* the first is that of the chunk */
    bool in_interface;            /* between `interface Name` and its `end`: methods have no `end` of their own */
    size_t interface_depth;
    uint32_t suspected;
} Guard;

static Level *level(Guard *g) { return &g->levels[g->depth]; }

static bool is_word_start(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool is_word(char c) { return is_word_start(c) || (c >= '0' && c <= '9'); }

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static char peek(const Guard *g, size_t ahead) { return g->at + ahead < g->length ? g->text[g->at + ahead] : '\0'; }

/* At `[`: skips a long bracket and returns true, or stays and returns false. */
static bool skip_long(Guard *g) {
    size_t p = g->at + 1, width = 0;
    while (p < g->length && g->text[p] == '=') p++, width++;
    if (p >= g->length || g->text[p] != '[') return false;
    for (p++; p < g->length; p++) {
        if (g->text[p] != ']') continue;
        size_t q = p + 1;
        while (q < g->length && g->text[q] == '=') q++;
        if (q - p - 1 == width && q < g->length && g->text[q] == ']') {
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
            if (escaped >= '2' && escaped <= '9') g->suspected |= ESCAPES;
            char pair = escaped == '\r' ? '\n' : escaped == '\n' ? '\r' : '\0';
            if (pair && peek(g, 0) == pair) g->at++;
        }
    }
}

static void link(Guard *g, bool ends_operand) {
    level(g)->links++;
    level(g)->operand = ends_operand;
}

static void restart(Guard *g, bool ends_operand) {
    level(g)->links = 0;
    level(g)->operand = ends_operand;
}

static Level *open_level(Guard *g) {
    const Level *outer = level(g);
    if (g->depth < MAX_LEVELS) g->depth++;
    *level(g) = (Level){.in_loop = outer->in_loop, .has_varargs = outer->has_varargs};
    return level(g);
}

static void close_level(Guard *g) {
    if (g->depth > 0) g->depth--;
    level(g)->operand = true;
}

static void open_block(Guard *g, bool is_loop, bool is_function) {
    Level *block = open_level(g);
    block->in_loop = !is_function && (is_loop || block->in_loop);
    block->has_varargs = !is_function && block->has_varargs;
    block->awaits_list = is_function;
}

static void open_bracket(Guard *g, bool is_round) {
    Level *outer = level(g);
    bool is_list = is_round && outer->awaits_list;
    if (is_list) outer->awaits_list = false;
    open_level(g)->is_list = is_list;
}

/* At `...`, as a parameter or as a value. */
static void take_varargs(Guard *g) {
    if (level(g)->is_list) {
        g->levels[g->depth - 1].has_varargs = true;
    } else if (!level(g)->has_varargs) {
        g->suspected |= MISPLACED;
    }
}

static inline bool is(const char *word, size_t length, const char *other) {
    return strlen(other) == length && memcmp(other, word, length) == 0;
}

static bool is_operator(const char *word, size_t length) {
    return is(word, length, "and") || is(word, length, "or") || is(word, length, "not") || is(word, length, "as") ||
           is(word, length, "is") || is(word, length, "extends");
}

static bool ends_block(const char *word, size_t length) {
    return is(word, length, "end") || is(word, length, "until") || is(word, length, "elseif");
}

static bool begins_expression(const char *word, size_t length) {
    return is(word, length, "local") || is(word, length, "if") || is(word, length, "in") ||
           is(word, length, "return") || is(word, length, "else") || is(word, length, "type");
}

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
    if (is(word, length, "interface") && declares_interface(g, before)) {
        g->in_interface = true;
        g->interface_depth = g->depth;
        restart(g, false);
    } else if (in_interface && is(word, length, "end")) {
        g->in_interface = false;
        restart(g, true);
    } else if (in_interface && is(word, length, "function")) {
        restart(g, false);
    } else if (is(word, length, "then")) {
        open_block(g, false, false);
    } else if (is(word, length, "function")) {
        open_block(g, false, true);
    } else if (is(word, length, "do")) {
        bool is_loop = level(g)->awaits_do;
        level(g)->awaits_do = false;
        open_block(g, is_loop, false);
    } else if (is(word, length, "repeat")) {
        open_block(g, true, false);
    } else if (is(word, length, "while") || is(word, length, "for")) {
        level(g)->awaits_do = true;
        restart(g, false);
    } else if (is(word, length, "break")) {
        if (!level(g)->in_loop) g->suspected |= MISPLACED;
        restart(g, false);
    } else if (is(word, length, "goto")) {
        g->suspected |= JUMPS;
        restart(g, false);
    } else if (ends_block(word, length)) {
        close_level(g);
        if (length != 3) level(g)->operand = false;
    } else if (is_operator(word, length)) {
        link(g, false);
    } else if (begins_expression(word, length)) {
        restart(g, false);
    } else if (level(g)->operand) {
        restart(g, true); /* a name after an operand begins a statement */
    } else {
        level(g)->operand = true;
    }
}

/* At `::`: is it the first part of a label, and not a cast? */
static bool opens_label(const Guard *g) {
    size_t ahead = 2;
    while (peek(g, ahead) == ' ' || peek(g, ahead) == '\t') ahead++;
    if (!is_word_start(peek(g, ahead))) return false;
    while (is_word(peek(g, ahead))) ahead++;
    while (peek(g, ahead) == ' ' || peek(g, ahead) == '\t') ahead++;
    return peek(g, ahead) == ':' && peek(g, ahead + 1) == ':';
}

static void scan_punctuation(Guard *g) {
    char c = peek(g, 0), next = peek(g, 1);
    if (c == '.' && next == '.' && peek(g, 2) == '.') {
        take_varargs(g);
        g->at += 3;
        level(g)->operand = true;
        return;
    }
    if (c == ':' && next == ':' && opens_label(g)) g->suspected |= JUMPS;
    if (c == '<') level(g)->awaits_list = false; /* a bracket among type parameters is none; `...` is suspected then */
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
 * expression has more than `max_links` operators and suffixes; -1 when there is none, and then `suspected` is set.
 */
EXPORT int64_t wlua_survey(const char *text, size_t length, uint32_t max_depth, uint32_t max_links,
                           uint32_t *suspected) {
    Guard guard;
    Guard *g = &guard;
    memset(g, 0, sizeof *g);
    g->text = text;
    g->length = length;
    g->levels[0].has_varargs = true;
    char before = '\0';      /* the first byte of the token before */
    bool new_line = false;   /* since then */
    while (g->at < length) {
        size_t start = g->at;
        char c = text[start];
        if (is_space(c) || (unsigned char)c >= 0x80) {
            new_line |= c == '\n' || c == '\r';
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
            level(g)->operand = true;
        } else if (c == '"' || c == '\'' || c == '[' || c == '(' || c == '{') {
            bool quoted = c == '"' || c == '\'';
            if (level(g)->operand) level(g)->links++;
            if (quoted) skip_quoted(g);
            if (quoted || (c == '[' && skip_long(g))) {
                level(g)->operand = true;
            } else {
                if (c == '(' && before == ')' && new_line) g->suspected |= AMBIGUOUS;
                g->at++;
                open_bracket(g, c == '(');
            }
        } else if (c == ']' || c == ')' || c == '}') {
            g->at++;
            close_level(g);
        } else {
            scan_punctuation(g);
        }
        if (g->depth > max_depth || level(g)->links > max_links) return (int64_t)start;
        before = c;
        new_line = false;
    }
    *suspected = g->suspected;
    return -1;
}
