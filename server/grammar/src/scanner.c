/*
 * Tokens of the Lua dialect that a regular expression cannot describe: comments, numbers, strings, and the `::` that
 * opens a label (as opposed to a cast).
 *
 * The state says which string the text at the current position lies in. A string that never ends leaves no state
 * behind: its content is one token up to the end of the line (or of the file, for long brackets), and the parser then
 * reports the missing delimiter. So the work is linear: no text is searched twice for a delimiter that is not there.
 */
#include "tree_sitter/alloc.h"
#include "tree_sitter/parser.h"

#include <string.h>

enum TokenType {
    COMMENT,
    NUMBER,
    STRING_CONTENT,
    DOUBLE_OPEN,
    DOUBLE_CLOSE,
    SINGLE_OPEN,
    SINGLE_CLOSE,
    LONG_OPEN,
    LONG_CLOSE,
    LABEL_OPEN,
    UNTERMINATED_COMMENT,
    MALFORMED_NUMBER,
};

/* The kind of string that the current position lies in. */
enum { OUTSIDE, IN_DOUBLE, IN_SINGLE, IN_LONG };

typedef struct {
    uint8_t kind;
    uint32_t level; /* number of `=` in the long bracket */
} State;

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

static bool accept(TSLexer *lexer, int32_t character) {
    if (lexer->lookahead != character) return false;
    advance(lexer);
    return true;
}

static bool finish(TSLexer *lexer, enum TokenType token) {
    lexer->result_symbol = (TSSymbol)token;
    return true;
}

static bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }

static bool is_hex_digit(int32_t c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_name_start(int32_t c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool is_space(int32_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static bool is_line_end(int32_t c) { return c == '\n' || c == '\r'; }

/* After the first `[`: the rest of an opening long bracket. */
static bool scan_long_open(TSLexer *lexer, uint32_t *level) {
    *level = 0;
    while (accept(lexer, '=')) (*level)++;
    return accept(lexer, '[');
}

/*
 * Moves to the closing long bracket of a level and marks the token's end before it; `empty` says whether anything comes
 * first. False at the end of the file.
 */
static bool seek_long_close(TSLexer *lexer, uint32_t level, bool *empty) {
    *empty = true;
    while (!lexer->eof(lexer)) {
        if (lexer->lookahead != ']') {
            *empty = false;
            advance(lexer);
            continue;
        }
        lexer->mark_end(lexer);
        advance(lexer);
        uint32_t count = 0;
        while (accept(lexer, '=')) count++;
        if (count == level && lexer->lookahead == ']') return true;
        *empty = false;
    }
    return false;
}

/* A comment, after its `--`. */
static bool scan_comment(TSLexer *lexer) {
    uint32_t level;
    if (accept(lexer, '[') && scan_long_open(lexer, &level)) {
        bool empty;
        bool closed = seek_long_close(lexer, level, &empty);
        if (closed) advance(lexer);
        lexer->mark_end(lexer);
        return finish(lexer, closed ? COMMENT : UNTERMINATED_COMMENT);
    }
    while (!lexer->eof(lexer) && !is_line_end(lexer->lookahead)) advance(lexer);
    lexer->mark_end(lexer);
    return finish(lexer, COMMENT);
}

/*
 * A numeral. Like Lua's own lexer this takes every character that could belong to one (`3and` and `1..2` are malformed,
 * not two tokens); the whole is malformed when it is no number, or a hexadecimal float.
 */
static bool scan_number(TSLexer *lexer) {
    bool hexadecimal = false, valid = true, dot = false, exponent = false;
    bool digits = false, exponent_digits = false;
    if (accept(lexer, '0')) {
        hexadecimal = accept(lexer, 'x') || accept(lexer, 'X');
        digits = !hexadecimal;
    } else if (accept(lexer, '.')) {
        if (!is_digit(lexer->lookahead)) return false; /* an operator */
        dot = true;
    }
    for (;;) {
        int32_t c = lexer->lookahead;
        if (!hexadecimal && (c == 'e' || c == 'E')) {
            advance(lexer);
            valid = valid && !exponent;
            exponent = true;
            if (lexer->lookahead == '+' || lexer->lookahead == '-') advance(lexer);
            continue;
        }
        if (c == '.') {
            valid = valid && !dot && !exponent && !hexadecimal;
            dot = true;
        } else if (is_hex_digit(c)) {
            valid = valid && (hexadecimal || is_digit(c));
            if (exponent) exponent_digits = true;
            else digits = true;
        } else if (hexadecimal && (c == 'p' || c == 'P')) {
            valid = false;
        } else {
            break;
        }
        advance(lexer);
    }
    valid = valid && digits && (!exponent || exponent_digits);
    return finish(lexer, valid ? NUMBER : MALFORMED_NUMBER);
}

/* Inside a string in quotes. */
static bool scan_in_quotes(State *state, TSLexer *lexer) {
    int32_t quote = state->kind == IN_DOUBLE ? '"' : '\'';
    if (accept(lexer, quote)) {
        enum TokenType close = state->kind == IN_DOUBLE ? DOUBLE_CLOSE : SINGLE_CLOSE;
        state->kind = OUTSIDE;
        return finish(lexer, close);
    }
    while (!lexer->eof(lexer) && lexer->lookahead != quote && !is_line_end(lexer->lookahead)) {
        if (!accept(lexer, '\\')) {
            advance(lexer);
        } else if (accept(lexer, '\n')) {
            accept(lexer, '\r');
        } else if (accept(lexer, '\r')) {
            accept(lexer, '\n');
        } else if (!lexer->eof(lexer)) {
            advance(lexer);
        }
    }
    if (lexer->eof(lexer) || lexer->lookahead != quote) state->kind = OUTSIDE;
    return finish(lexer, STRING_CONTENT);
}

/* Inside a string in long brackets. */
static bool scan_in_long_brackets(State *state, TSLexer *lexer) {
    bool empty;
    bool closed = seek_long_close(lexer, state->level, &empty);
    if (closed && !empty) return finish(lexer, STRING_CONTENT);
    if (closed) advance(lexer);
    lexer->mark_end(lexer);
    state->kind = OUTSIDE;
    return finish(lexer, closed ? LONG_CLOSE : STRING_CONTENT);
}

static bool scan_quote_open(State *state, TSLexer *lexer) {
    bool is_double = lexer->lookahead == '"';
    advance(lexer);
    bool goes_on = !lexer->eof(lexer) && !is_line_end(lexer->lookahead);
    state->kind = !goes_on ? OUTSIDE : is_double ? IN_DOUBLE : IN_SINGLE;
    return finish(lexer, is_double ? DOUBLE_OPEN : SINGLE_OPEN);
}

static bool scan_long_string_open(State *state, TSLexer *lexer) {
    uint32_t level;
    if (!accept(lexer, '[') || !scan_long_open(lexer, &level)) return false;
    state->kind = lexer->eof(lexer) ? OUTSIDE : IN_LONG;
    state->level = level;
    return finish(lexer, LONG_OPEN);
}

/* `::name::`, on one line, is a label wherever a label may stand; otherwise `::` is a cast. */
static bool scan_label_open(TSLexer *lexer) {
    if (!accept(lexer, ':') || !accept(lexer, ':')) return false;
    lexer->mark_end(lexer);
    while (lexer->lookahead == ' ' || lexer->lookahead == '\t') advance(lexer);
    if (!is_name_start(lexer->lookahead)) return false;
    while (is_name_start(lexer->lookahead) || is_digit(lexer->lookahead)) advance(lexer);
    while (lexer->lookahead == ' ' || lexer->lookahead == '\t') advance(lexer);
    return accept(lexer, ':') && accept(lexer, ':') && finish(lexer, LABEL_OPEN);
}

bool tree_sitter_wlua_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
    State *state = payload;
    if (state->kind == IN_LONG) return scan_in_long_brackets(state, lexer);
    if (state->kind != OUTSIDE) return scan_in_quotes(state, lexer);
    while (is_space(lexer->lookahead)) lexer->advance(lexer, true);
    switch (lexer->lookahead) {
        case '-':
            advance(lexer);
            return accept(lexer, '-') && scan_comment(lexer);
        case '"':
        case '\'':
            return (valid[DOUBLE_OPEN] || valid[SINGLE_OPEN]) && scan_quote_open(state, lexer);
        case '[':
            return valid[LONG_OPEN] && scan_long_string_open(state, lexer);
        case ':':
            return valid[LABEL_OPEN] && scan_label_open(lexer);
        default:
            return valid[NUMBER] && (is_digit(lexer->lookahead) || lexer->lookahead == '.') && scan_number(lexer);
    }
}

void *tree_sitter_wlua_external_scanner_create(void) { return ts_calloc(1, sizeof(State)); }

void tree_sitter_wlua_external_scanner_destroy(void *payload) { ts_free(payload); }

unsigned tree_sitter_wlua_external_scanner_serialize(void *payload, char *buffer) {
    State *state = payload;
    if (state->kind == OUTSIDE) return 0;
    buffer[0] = (char)state->kind;
    memcpy(buffer + 1, &state->level, sizeof state->level);
    return 1 + sizeof state->level;
}

void tree_sitter_wlua_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
    State *state = payload;
    memset(state, 0, sizeof *state);
    if (length != 1 + sizeof state->level) return;
    state->kind = (uint8_t)buffer[0];
    memcpy(&state->level, buffer + 1, sizeof state->level);
}
