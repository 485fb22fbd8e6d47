// Made by generate.py from schema/ and the program; not edited by hand.

export const SECTION = "luaEntries" as const;
export const VERSION = "0.1.0" as const;
export const INDEX_FILES = [
  "_index.yaml",
  "_index.yml",
  "_index.json"
] as const;
export const TELLING_GLOBS = [
  "**/_index.{yaml,yml,json}",
  "**/wippy.lock",
  "**/wippy.yaml",
  "**/lua-entries.toml"
] as const;
export const DOCUMENT_PATTERNS = [
  "**/*.lua",
  "**/_index.{yaml,yml,json}",
  "**/wippy.lock",
  "**/wippy.yaml",
  "**/lua-entries.toml"
] as const;
export const SETTINGS = [
  "select",
  "ignore",
  "exclude",
  "external-namespaces",
  "report-unknown",
  "baseline",
  "rules",
  "overrides",
  "kinds",
  "modules",
  "limits"
] as const;
export const NEW_INDEX_FILE = "version: \"1.0\"\nnamespace: ${1:app}\n\nentries:\n" as const;
export const RULES = [
  {
    "code": "LE001",
    "name": "yaml-syntax",
    "summary": "an index file that is not YAML"
  },
  {
    "code": "LE002",
    "name": "duplicate-key",
    "summary": "the same key twice in one mapping"
  },
  {
    "code": "LE003",
    "name": "lua-syntax",
    "summary": "a Lua chunk that does not compile in the runtime's dialect"
  },
  {
    "code": "LE004",
    "name": "definition-file",
    "summary": "an index file whose frame the runtime cannot use"
  },
  {
    "code": "LE005",
    "name": "limit-exceeded",
    "summary": "a file or project too large to be analysed as a whole"
  },
  {
    "code": "LE006",
    "name": "project-file",
    "summary": "a project file that the runtime cannot read or use"
  },
  {
    "code": "LE101",
    "name": "missing-field",
    "summary": "a required field of the kind is absent"
  },
  {
    "code": "LE102",
    "name": "unknown-kind",
    "summary": "no such kind of entry"
  },
  {
    "code": "LE103",
    "name": "field-type",
    "summary": "a value of the wrong type for its field"
  },
  {
    "code": "LE104",
    "name": "unknown-field",
    "summary": "a key that the kind does not read"
  },
  {
    "code": "LE105",
    "name": "invalid-value",
    "summary": "a value outside of what its field allows"
  },
  {
    "code": "LE106",
    "name": "duplicate-entry",
    "summary": "an id that another entry of the root has already"
  },
  {
    "code": "LE107",
    "name": "invalid-name",
    "summary": "a name that cannot be part of an id"
  },
  {
    "code": "LE109",
    "name": "field-constraint",
    "summary": "fields of one entry that do not go together"
  },
  {
    "code": "LE110",
    "name": "value-not-unique",
    "summary": "a value that must differ within its scope does not"
  },
  {
    "code": "LE201",
    "name": "source-not-found",
    "summary": "the file behind a `file://` value does not exist"
  },
  {
    "code": "LE202",
    "name": "source-outside-root",
    "summary": "a `file://` value that leaves the load root or names nothing"
  },
  {
    "code": "LE203",
    "name": "method-not-exported",
    "summary": "the chunk returns no function of the entry's method"
  },
  {
    "code": "LE204",
    "name": "orphan-lua-file",
    "summary": "a Lua file that no entry uses"
  },
  {
    "code": "LE301",
    "name": "undeclared-require",
    "summary": "`require` of a name that the entry does not declare"
  },
  {
    "code": "LE302",
    "name": "unknown-module",
    "summary": "a listed module that does not exist"
  },
  {
    "code": "LE303",
    "name": "unused-module",
    "summary": "a listed module that the Lua does not use"
  },
  {
    "code": "LE304",
    "name": "global-listed",
    "summary": "a global listed as a module"
  },
  {
    "code": "LE305",
    "name": "nondeterministic-module",
    "summary": "a workflow reaches a module that is not deterministic"
  },
  {
    "code": "LE306",
    "name": "undeclared-module-global",
    "summary": "a module used as a global but not declared"
  },
  {
    "code": "LE401",
    "name": "unresolved-import",
    "summary": "an import of an entry or module that does not exist"
  },
  {
    "code": "LE402",
    "name": "import-kind",
    "summary": "an import of an entry that has no Lua"
  },
  {
    "code": "LE403",
    "name": "unused-import",
    "summary": "an import that the Lua does not use"
  },
  {
    "code": "LE404",
    "name": "alias-collision",
    "summary": "one name that stands for two targets"
  },
  {
    "code": "LE405",
    "name": "duplicate-target",
    "summary": "the same module or entry twice in one entry"
  },
  {
    "code": "LE406",
    "name": "import-cycle",
    "summary": "imports that lead back to where they started"
  },
  {
    "code": "LE407",
    "name": "malformed-id",
    "summary": "a text that cannot name an entry in its field"
  },
  {
    "code": "LE501",
    "name": "unresolved-reference",
    "summary": "a field names an entry that does not exist"
  },
  {
    "code": "LE502",
    "name": "reference-kind",
    "summary": "a reference to an entry of a kind that cannot be used there"
  },
  {
    "code": "LE503",
    "name": "unresolved-literal",
    "summary": "an id in a known call names no entry"
  },
  {
    "code": "LE504",
    "name": "requirement-target",
    "summary": "a requirement writes to an entry that does not exist"
  },
  {
    "code": "LE505",
    "name": "contract-methods",
    "summary": "a binding's methods differ from its contract's"
  },
  {
    "code": "LE506",
    "name": "unresolved-data-id",
    "summary": "a text in free data that looks like an id and names no entry"
  },
  {
    "code": "LE507",
    "name": "unknown-parameter",
    "summary": "a parameter that the component does not ask for"
  },
  {
    "code": "LE601",
    "name": "unknown-module-member",
    "summary": "a member that the module does not have"
  },
  {
    "code": "LE602",
    "name": "unknown-import-member",
    "summary": "a member that the imported entry does not return"
  },
  {
    "code": "LE901",
    "name": "unused-suppression",
    "summary": "a suppression comment that suppresses nothing"
  },
  {
    "code": "LE999",
    "name": "internal-error",
    "summary": "a rule failed; the rest of the run is complete"
  }
] as const;
