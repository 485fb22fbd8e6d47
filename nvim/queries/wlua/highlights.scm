; Keywords

[
  "and" "do" "else" "elseif" "end" "for" "function" "goto" "if" "in" "local" "not" "or" "repeat" "return" "then" "until"
  "while" "break"
] @keyword

(type_declaration "type" @keyword)
(interface_declaration "interface" @keyword)
(interface_type "interface" @keyword)
(readonly_type "readonly" @keyword)
(asserts_type ["asserts" "is"] @keyword)
(conditional_type "extends" @keyword)
(cast_expression "as" @keyword.operator)
(fun_type "fun" @keyword)
(typeof_type "typeof" @keyword)
(keyof_type "keyof" @keyword)

; Names; later patterns win

(identifier) @variable
((identifier) @variable.builtin
  (#eq? @variable.builtin "self"))
(field_expression field: (identifier) @property)
(dotted_name field: (identifier) @property)
(table_field key: (identifier) @property)
(record_field name: (identifier) @property)

(parameters (typed_name name: (identifier) @variable.parameter))
(function_type_param name: (identifier) @variable.parameter)

(call_expression function: (identifier) @function.call)
(call_expression function: (field_expression field: (identifier) @function.call))
(method_access method: (identifier) @function.method.call)
((call_expression function: (identifier) @function.builtin)
  (#any-of? @function.builtin "require" "pcall" "xpcall" "error" "assert" "type" "setmetatable" "pairs" "ipairs"))

(function_declaration name: (identifier) @function)
(function_declaration name: (dotted_name field: (identifier) @function))
(function_declaration name: (method_name method: (identifier) @function.method))
(local_function name: (identifier) @function)
(interface_method name: (identifier) @function.method)
(assignment_statement
  left: (variable_list (field_expression field: (identifier) @function))
  right: (expression_list (function_expression)))
(table_field key: (identifier) @function value: (function_expression))

(label_statement name: (identifier) @label)
(goto_statement label: (identifier) @label)

; Types

(type_ref name: (identifier) @type)
(type_ref module: (identifier) @module)
(type_param name: (identifier) @type)
(type_declaration name: (identifier) @type.definition)
(interface_declaration name: (identifier) @type.definition)
(interface_declaration base: (identifier) @type)
((type_ref !module name: (identifier) @type.builtin)
  (#any-of? @type.builtin "any" "unknown" "never" "boolean" "number" "integer" "string" "table"))
(annotation "@" @attribute name: (identifier) @attribute)

; Literals

(nil) @constant.builtin
[(true) (false)] @boolean
(number) @number
(literal_type) @constant
(string) @string
(literal_type (string_content) @string)
(vararg) @variable.parameter
(vararg_param "..." @variable.parameter)
(comment) @comment

; Punctuation

["(" ")" "{" "}" "[" "]"] @punctuation.bracket
["," ";" ":" "." "::"] @punctuation.delimiter
(binary_expression operator: _ @operator)
(unary_expression operator: _ @operator)
(nonnil_expression "!" @operator)
["=" "->" "?" "?:"] @operator
(union_type "|" @operator)
(intersection_type "&" @operator)
