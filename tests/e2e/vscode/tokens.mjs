// The scopes that VS Code gives to texts: EXTENSION. Reads [[language, text]…] as JSON from standard input, and writes for each
// text its tokens: [[token, scopes…]…].
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [extension] = process.argv.slice(2);
const code = join(process.env.E2E_PACKAGES, "node_modules", "code-server", "lib", "vscode");
const require = createRequire(join(code, "package.json"));
const { Registry, INITIAL, parseRawGrammar } = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");

const paths = new Map();
const injections = new Map();
for (const folder of [extension, ...readdirSync(join(code, "extensions")).map((name) => join(code, "extensions", name))]) {
  let manifest;
  try {
    manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  } catch {
    continue; // no extension
  }
  for (const { scopeName, path, injectTo } of manifest.contributes?.grammars ?? []) {
    paths.set(scopeName, join(folder, path));
    for (const target of injectTo ?? []) {
      injections.set(target, [...(injections.get(target) ?? []), scopeName]);
    }
  }
}

await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
const registry = new Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (scope) => (paths.has(scope) ? parseRawGrammar(readFileSync(paths.get(scope), "utf8"), paths.get(scope)) : null),
  getInjections: (scope) => injections.get(scope),
});

const asked = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
for (const [language, text] of asked) {
  const grammar = await registry.loadGrammar(`source.${language}`);
  let state = INITIAL;
  const tokens = [];
  for (const line of text.split("\n")) {
    const found = grammar.tokenizeLine(line, state);
    state = found.ruleStack;
    tokens.push(...found.tokens.map(({ startIndex, endIndex, scopes }) => [line.slice(startIndex, endIndex), ...scopes]));
  }
  answers.push(tokens);
}
console.log(JSON.stringify(answers));
