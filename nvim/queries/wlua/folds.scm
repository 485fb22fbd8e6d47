[
  (function_declaration)
  (local_function)
  (function_expression)
  (do_statement)
  (while_statement)
  (repeat_statement)
  (if_statement)
  (for_numeric)
  (for_generic)
  (table)
  (type_declaration)
  (interface_declaration)
] @fold
