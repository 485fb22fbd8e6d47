/**
 * The Lua dialect of Wippy entries: Lua 5.3 with type annotations.
 *
 * Strings, comments, numbers and the opening `::` of a label come from scanner.c; everything else is here.
 * NODES.md describes the tree. After a change run `python generate.py` here and `python setup.py build_grammar` at the top.
 */
/// <reference types="tree-sitter-cli/dsl" />

// Precedence of expressions, Lua 5.3 order; casts and `!` bind tighter than every operator.
const PREC = {
  OR: 1,
  AND: 2,
  COMPARE: 3,
  BIT_OR: 4,
  BIT_XOR: 5,
  BIT_AND: 6,
  SHIFT: 7,
  CONCAT: 8,
  ADD: 9,
  MULTIPLY: 10,
  UNARY: 11,
  POWER: 12,
  CAST: 13,
  CALL: 14,
};

// Precedence of types. All are above the expressions', so that after a cast `|`, `&` and `<` continue the type.
const TYPE = { FUNCTION: 20, CONDITIONAL: 21, UNION: 22, OPTIONAL: 30, ANNOTATION: 31, SUFFIX: 32 };

const LEFT_OPERATORS = [
  [PREC.OR, ['or']],
  [PREC.AND, ['and']],
  [PREC.COMPARE, ['<', '>', '<=', '>=', '==', '~=']],
  [PREC.BIT_OR, ['|']],
  [PREC.BIT_XOR, ['~']],
  [PREC.BIT_AND, ['&']],
  [PREC.SHIFT, ['<<', '>>']],
  [PREC.ADD, ['+', '-']],
  [PREC.MULTIPLY, ['*', '/', '//', '%']],
];
const RIGHT_OPERATORS = [
  [PREC.CONCAT, ['..']],
  [PREC.POWER, ['^']],
];

const LUA_WORDS = [
  'and', 'break', 'do', 'else', 'elseif', 'end', 'false', 'for', 'function', 'goto', 'if', 'in', 'local', 'nil', 'not',
  'or', 'repeat', 'return', 'then', 'true', 'until', 'while',
];
// Reserved by the dialect alone. The first list may follow `.` and `:`.
const WORDS_FREE_AS_FIELD = ['interface', 'readonly', 'as', 'asserts', 'is'];
const WORDS_NEVER_FIELD = ['fun', 'typeof', 'keyof', 'extends'];
// `type` is no reserved word, but where a statement may begin it is a token of its own.
const TABLE_KEY_WORDS = [...WORDS_FREE_AS_FIELD, 'keyof', 'extends', 'type'];
const RECORD_KEY_WORDS = [...WORDS_FREE_AS_FIELD, 'keyof', 'extends', 'typeof'];

const list = (rule, separator = ',') => seq(rule, repeat(seq(separator, rule)));

module.exports = grammar({
  name: 'wlua',

  word: ($) => $.identifier,

  reserved: {
    global: (_) => [...LUA_WORDS, ...WORDS_FREE_AS_FIELD, ...WORDS_NEVER_FIELD],
    field: (_) => [...LUA_WORDS, ...WORDS_NEVER_FIELD],
  },

  extras: ($) => [/[ \t\r\n\f\v]/, $.comment],

  // The order is that of the enum in scanner.c. The last two are in no rule: they are leaves of ERROR nodes alone.
  externals: ($) => [
    $.comment,
    $.number,
    $.string_content,
    $._double_open,
    $._double_close,
    $._single_open,
    $._single_close,
    $._long_open,
    $._long_close,
    $._label_open,
    $.unterminated_comment,
    $.malformed_number,
  ],

  // `_name` is here so that a query can ask for variables alone: `(_name) @x`, no fields, keys or types.
  supertypes: ($) => [$._statement, $._expression, $._type, $._name],

  conflicts: ($) => [
    // `((a) -> b)` may be a function type in parentheses, or the parameters of another one.
    [$.parenthesized_type, $._primary_type],
    // `(a, b)` after `:` or `->` may be several results, or the parameters of a function type.
    [$._return_type, $.function_type_param],
  ],

  rules: {
    chunk: ($) => optional($._block),

    // --- Statements

    _block: ($) =>
      choice(repeat1($._statement), seq(repeat($._statement), choice($.return_statement, $.break_statement))),
    block: ($) => $._block,

    _statement: ($) =>
      choice(
        $.empty_statement,
        $.assignment_statement,
        $.call_statement,
        $.do_statement,
        $.while_statement,
        $.repeat_statement,
        $.if_statement,
        $.for_numeric,
        $.for_generic,
        $.function_declaration,
        $.local_function,
        $.local_declaration,
        $.label_statement,
        $.goto_statement,
        $.type_declaration,
        $.interface_declaration,
      ),

    empty_statement: (_) => ';',
    assignment_statement: ($) => seq(field('left', $.variable_list), '=', field('right', $.expression_list)),
    call_statement: ($) => $.call_expression,
    do_statement: ($) => seq('do', field('body', optional($.block)), 'end'),
    while_statement: ($) =>
      seq('while', field('condition', $._expression), 'do', field('body', optional($.block)), 'end'),
    repeat_statement: ($) =>
      seq('repeat', field('body', optional($.block)), 'until', field('condition', $._expression)),
    if_statement: ($) =>
      seq(
        'if',
        field('condition', $._expression),
        'then',
        field('body', optional($.block)),
        repeat($.elseif_clause),
        optional($.else_clause),
        'end',
      ),
    elseif_clause: ($) => seq('elseif', field('condition', $._expression), 'then', field('body', optional($.block))),
    else_clause: ($) => seq('else', field('body', optional($.block))),
    for_numeric: ($) =>
      seq(
        'for',
        field('name', $.identifier),
        '=',
        field('start', $._expression),
        ',',
        field('stop', $._expression),
        optional(seq(',', field('step', $._expression))),
        'do',
        field('body', optional($.block)),
        'end',
      ),
    for_generic: ($) =>
      seq(
        'for',
        field('names', $.name_list),
        'in',
        field('values', $.expression_list),
        'do',
        field('body', optional($.block)),
        'end',
      ),
    function_declaration: ($) => seq('function', field('name', $._function_name), $._function_body),
    local_function: ($) => seq('local', 'function', field('name', $.identifier), $._function_body),
    local_declaration: ($) =>
      seq('local', field('names', $.typed_name_list), optional(seq('=', field('values', $.expression_list)))),
    label_statement: ($) => seq(alias($._label_open, '::'), field('name', $.identifier), '::'),
    goto_statement: ($) => seq('goto', field('label', $.identifier)),
    break_statement: (_) => prec.right(seq('break', optional(';'))),
    return_statement: ($) => prec.right(seq('return', optional($.expression_list), optional(';'))),
    type_declaration: ($) =>
      seq('type', field('name', $.identifier), optional(field('params', $.type_params)), '=', field('value', $._type)),
    interface_declaration: ($) =>
      seq(
        'interface',
        field('name', $.identifier),
        optional(seq(':', list(field('base', $.identifier)))),
        repeat($.interface_method),
        'end',
      ),
    interface_method: ($) =>
      seq(
        'function',
        field('name', $.identifier),
        field('parameters', alias($.interface_parameters, $.parameters)),
        optional($._return_annotation),
      ),
    interface_parameters: ($) => seq('(', optional(list($.typed_name)), ')'),

    // --- Names and lists

    _function_name: ($) => choice($.identifier, $.dotted_name, $.method_name),
    dotted_name: ($) => seq(field('table', $._name_path), '.', field('field', reserved('field', $.identifier))),
    method_name: ($) => seq(field('table', $._name_path), ':', field('method', reserved('field', $.identifier))),
    _name_path: ($) => choice($.identifier, $.dotted_name),
    typed_name: ($) => seq(field('name', $.identifier), optional(seq(':', field('type', $._type)))),
    variable_list: ($) => list($._variable),
    name_list: ($) => list($.identifier),
    typed_name_list: ($) => list($.typed_name),
    expression_list: ($) => list($._expression),

    // --- Functions

    _function_body: ($) =>
      seq(
        optional(field('type_params', $.type_params)),
        field('parameters', $.parameters),
        optional($._return_annotation),
        field('body', optional($.block)),
        'end',
      ),
    parameters: ($) =>
      seq(
        '(',
        optional(choice(seq(list($.typed_name), optional(seq(',', $.vararg_param))), $.vararg_param)),
        ')',
      ),
    vararg_param: ($) => seq('...', optional(seq(':', field('type', $._type)))),
    _return_annotation: ($) => seq(':', field('returns', $.return_types)),
    return_types: ($) => choice(list($._return_type), $.type_tuple),
    type_params: ($) => seq('<', list($.type_param), '>'),
    type_param: ($) => seq(field('name', $.identifier), optional(seq(':', field('constraint', $._type)))),

    // --- Expressions

    _expression: ($) => choice($._uncast_expression, alias($.colon_cast, $.cast_expression)),
    _uncast_expression: ($) =>
      choice(
        $.nil,
        $.true,
        $.false,
        $.number,
        $.string,
        $.vararg,
        $.function_expression,
        $._prefix,
        $.table,
        $.binary_expression,
        $.unary_expression,
        $.cast_expression,
        $.nonnil_expression,
      ),

    nil: (_) => 'nil',
    true: (_) => 'true',
    false: (_) => 'false',
    vararg: (_) => '...',
    string: ($) =>
      choice(
        seq(
          alias($._double_open, '"'),
          optional(field('content', $.string_content)),
          alias($._double_close, '"'),
        ),
        seq(
          alias($._single_open, "'"),
          optional(field('content', $.string_content)),
          alias($._single_close, "'"),
        ),
        seq(
          alias($._long_open, '[['),
          optional(field('content', $.string_content)),
          alias($._long_close, ']]'),
        ),
      ),
    function_expression: ($) => seq('function', $._function_body),

    _name: ($) => choice($.identifier, alias('type', $.identifier)),
    _variable: ($) => choice($._name, $.index_expression, $.field_expression),
    // A call or a variable goes on where it can: `f()` before `(` or `.` is not yet a statement.
    _prefix: ($) => choice(prec(1, $._variable), prec(1, $.call_expression), $.parenthesized_expression),
    parenthesized_expression: ($) => seq('(', $._expression, ')'),
    index_expression: ($) => prec(PREC.CALL, seq(field('object', $._prefix), '[', field('index', $._expression), ']')),
    field_expression: ($) =>
      prec(PREC.CALL, seq(field('object', $._prefix), '.', field('field', reserved('field', $.identifier)))),
    call_expression: ($) =>
      prec.right(PREC.CALL, seq(field('function', choice($._prefix, $.method_access)), field('arguments', $.arguments))),
    method_access: ($) => seq(field('object', $._prefix), ':', field('method', reserved('field', $.identifier))),
    arguments: ($) => choice(seq('(', optional(list($._expression)), ')'), $.table, $.string),

    table: ($) =>
      seq(
        '{',
        optional(seq(list($.table_field, choice(',', ';')), optional(choice(',', ';')))),
        '}',
      ),
    table_field: ($) =>
      choice(
        seq(field('key', $._table_key), '=', field('value', $._expression)),
        seq('[', field('index', $._expression), ']', '=', field('value', $._expression)),
        field('value', $._expression),
      ),
    _table_key: ($) => choice($.identifier, ...TABLE_KEY_WORDS.map((word) => alias(word, $.identifier))),

    unary_expression: ($) =>
      prec(PREC.UNARY, seq(field('operator', choice('not', '#', '-', '~')), field('operand', $._expression))),
    binary_expression: ($) => {
      const operation = (associate) => ([precedence, operators]) =>
        associate(
          precedence,
          seq(field('left', $._expression), field('operator', operators.length > 1 ? choice(...operators) : operators[0]), field('right', $._expression)),
        );
      return choice(...LEFT_OPERATORS.map(operation(prec.left)), ...RIGHT_OPERATORS.map(operation(prec.right)));
    },
    cast_expression: ($) => prec.left(PREC.CAST, seq(field('value', $._expression), 'as', field('type', $._type))),
    // `a :: T :: U` needs parentheses: the cast with `::` is not associative.
    colon_cast: ($) =>
      prec.left(PREC.CAST, seq(field('value', $._uncast_expression), '::', field('type', $._type))),
    nonnil_expression: ($) => prec.left(PREC.CAST, seq(field('value', $._expression), '!')),

    // --- Types

    _type: ($) => choice($._simple_type, $.union_type, $.intersection_type, $.conditional_type),
    union_type: ($) => prec.left(TYPE.UNION, seq($._type, '|', $._simple_type)),
    intersection_type: ($) => prec.left(TYPE.UNION, seq($._type, '&', $._simple_type)),
    conditional_type: ($) =>
      prec.right(TYPE.CONDITIONAL, seq($._simple_type, 'extends', $._simple_type, '?', $._type, ':', $._type)),

    _simple_type: ($) => choice($._primary_type, $.optional_type, $.annotated_type),
    optional_type: ($) => prec.left(TYPE.OPTIONAL, seq($._simple_type, '?')),
    annotated_type: ($) => prec.right(TYPE.OPTIONAL, seq($._primary_type, $._annotations)),
    // Not `repeat1`: behind a function's arrow `@` belongs to the result, however many there are.
    _annotations: ($) => choice($.annotation, prec(TYPE.ANNOTATION, seq($._annotations, $.annotation))),
    annotation: ($) =>
      prec.right(seq('@', field('name', $.identifier), optional(seq('(', optional(list($._expression)), ')')))),

    _primary_type: ($) =>
      choice(
        alias($.nil, $.literal_type),
        alias($.true, $.literal_type),
        alias($.false, $.literal_type),
        alias($.string, $.literal_type),
        alias($.number, $.literal_type),
        $.type_ref,
        $.generic_type,
        $.array_type,
        $.map_type,
        $.record_type,
        $.function_type,
        $.fun_type,
        $.parenthesized_type,
        $.readonly_type,
        $.suffix_array_type,
        $.index_type,
        $.typeof_type,
        $.keyof_type,
        $.interface_type,
      ),

    type_ref: ($) =>
      prec.right(
        choice(field('name', $.identifier), seq(field('module', $.identifier), '.', field('name', $.identifier))),
      ),
    generic_type: ($) =>
      prec(TYPE.SUFFIX, seq(field('name', alias($.plain_type_ref, $.type_ref)), '<', list($._type), '>')),
    plain_type_ref: ($) => prec(1, field('name', $.identifier)),
    array_type: ($) => seq('{', $._type, '}'),
    map_type: ($) => seq('{', '[', field('key', $._type), ']', ':', field('value', $._type), '}'),
    record_type: ($) => seq('{', optional(seq(list($.record_field), optional(','))), '}'),
    record_field: ($) =>
      seq(field('name', $._record_key), choice(':', '?:'), field('type', $._type), repeat($.annotation)),
    _record_key: ($) => choice($.identifier, ...RECORD_KEY_WORDS.map((word) => alias(word, $.identifier))),
    readonly_type: ($) => seq('readonly', choice($.array_type, $.map_type, $.record_type)),
    interface_type: ($) => seq('interface', $.record_type),

    function_type: ($) =>
      prec.right(TYPE.FUNCTION, seq('(', optional($._function_type_params), ')', '->', field('returns', $._result))),
    fun_type: ($) =>
      prec.right(
        TYPE.FUNCTION,
        seq('fun', '(', optional($._function_type_params), ')', optional(seq(':', field('returns', $._result)))),
      ),
    _function_type_params: ($) =>
      choice(
        seq(list($.function_type_param), optional(seq(',', $.function_type_vararg))),
        $.function_type_vararg,
      ),
    function_type_param: ($) =>
      choice(seq(field('name', $.identifier), ':', field('type', $._type)), field('type', $._type)),
    function_type_vararg: ($) => seq('...', field('type', $._type)),
    parenthesized_type: ($) => seq('(', $.function_type, ')'),

    // What a function returns: several types in parentheses, or what narrows a parameter.
    _result: ($) => choice($._return_type, $.type_tuple),
    _return_type: ($) => choice($._type, $.asserts_type),
    type_tuple: ($) => choice(seq('(', ')'), seq('(', $._return_type, ',', list($._return_type), ')')),
    asserts_type: ($) => prec.right(seq('asserts', field('name', $.identifier), optional(seq('is', field('type', $._type))))),

    suffix_array_type: ($) => prec(TYPE.SUFFIX, seq($._primary_type, '[', ']')),
    index_type: ($) => prec(TYPE.SUFFIX, seq(field('object', $._primary_type), '[', field('index', $._type), ']')),
    typeof_type: ($) => seq('typeof', '(', field('value', $._expression), ')'),
    keyof_type: ($) => seq('keyof', '(', field('type', $._type), ')'),

    identifier: (_) => /[A-Za-z_][A-Za-z0-9_]*/,
  },
});
