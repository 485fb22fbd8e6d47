// Every feature once, in the extension host, over examples/shop and the mistakes of project/.
const assert = require("node:assert");
const { spawnSync } = require("node:child_process");
const { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } = require("node:fs");
const vscode = require("vscode");
const { run, until } = require("./checks.js");

const root = vscode.workspace.workspaceFolders[0].uri;
const file = (path) => vscode.Uri.joinPath(root, "src", ...path.split("/"));
const INDEX = file("greetings/_index.yaml");
const LUA = file("greetings/greet.lua");
const ORDERS = file("orders/_index.yaml");
const FULFIL = file("orders/fulfil.lua");
const MONEY = file("lib/money.lua");
const LIB = file("lib/_index.yaml");

const execute = vscode.commands.executeCommand;
const relative = (uri) => vscode.workspace.asRelativePath(uri);
const codes = (uri) => vscode.languages.getDiagnostics(uri).map(({ code }) => String(code?.value ?? code)).sort();

async function open(uri) {
  const document = await vscode.workspace.openTextDocument(uri);
  return vscode.window.showTextDocument(document);
}

/** The position of a text in a file, moved by some characters. */
async function at(uri, text, move = 1) {
  const document = await vscode.workspace.openTextDocument(uri);
  const offset = document.getText().indexOf(text);
  assert.notStrictEqual(offset, -1, `${relative(uri)} has no ${text}`);
  return document.positionAt(offset + move);
}

/** The text that a range of an open file covers. */
const covered = (uri, range) => vscode.workspace.textDocuments.find((item) => String(item.uri) === String(uri)).getText(range);

async function replace(uri, from, to) {
  const edit = new vscode.WorkspaceEdit();
  const start = await at(uri, from, 0);
  edit.replace(uri, new vscode.Range(start, await at(uri, from, from.length)), to);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

async function revert(uri) {
  await open(uri);
  await execute("workbench.action.files.revert");
}

const labels = (list) => list.items.map(({ label }) => label.label ?? label);

/** Completion after putting a text in place of another; the file is as before afterwards. */
async function completion(uri, from, to, expected) {
  await open(uri);
  await replace(uri, from, to);
  try {
    const position = await at(uri, to, to.length);
    return await until(`${expected} among the proposals`, async () => {
      const list = await execute("vscode.executeCompletionItemProvider", uri, position);
      return labels(list).includes(expected) && list;
    });
  } finally {
    await revert(uri);
  }
}

function assertNoDoubles(list) {
  const all = labels(list);
  assert.deepStrictEqual(all.filter((label, place) => all.indexOf(label) !== place), []);
}

async function hoverText(uri, text, move) {
  const found = await execute("vscode.executeHoverProvider", uri, await at(uri, text, move));
  return found.flatMap(({ contents }) => contents).map((item) => item.value ?? item).join("\n");
}

/** Command lines of the servers that this extension host started. */
function servers() {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const parent = / \(.*\) \S+ (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, "utf8"))[1];
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
      return Number(parent) === process.pid && command.includes("lua_entries serve") ? [name] : [];
    } catch {
      return []; // it ended meanwhile
    }
  });
}

function extension() {
  return vscode.extensions.getExtension("lua-entries.lua-entries");
}

const INDEX_CODES = ["LE303", "LE401", "LE501"];
const LUA_CODES = ["LE306", "LE601", "LE602"];

exports.run = () => run({
  "is active in a project by itself": async () => {
    await until("activation", () => extension().isActive);
    assert.strictEqual(servers().length, 1);
  },

  "findings in YAML and in Lua": async () => {
    await open(INDEX);
    await open(LUA);
    await until("findings in YAML", () => String(codes(INDEX)) === String(INDEX_CODES));
    await until("findings in Lua", () => String(codes(LUA)) === String(LUA_CODES));
  },

  "ranges on lines with characters outside of the basic plane": async () => {
    const told = (uri, code) => vscode.languages.getDiagnostics(uri).find((item) => (item.code?.value ?? item.code) === code);
    assert.strictEqual(covered(INDEX, told(INDEX, "LE401").range), "shop.lib:monye");
    assert.strictEqual(covered(LUA, told(LUA, "LE601").range), "encoed");
    assert.strictEqual(covered(LUA, told(LUA, "LE306").range), "uuid");
  },

  "a finding goes with the mistake, without saving": async () => {
    await open(INDEX);
    await replace(INDEX, "greeet", "greet");
    await until("the finding to go", () => !codes(INDEX).includes("LE501"));
    await revert(INDEX);
    await until("the finding to come back", () => codes(INDEX).includes("LE501"));
  },

  "completion of ids in YAML": async () => {
    const list = await completion(INDEX, "shop.lib:monye", "shop.ord", "shop.orders:order_store");
    assertNoDoubles(list);
  },

  "completion of ids that are typed up to the colon": async () => {
    assertNoDoubles(await completion(ORDERS, "money: shop.lib:money", "money: shop.lib:", "shop.lib:money"));
  },

  "completion of kinds": async () => {
    const list = await completion(INDEX, "kind: function.lua", "kind: function.", "function.lua");
    assertNoDoubles(list);
  },

  "completion of a whole entry, once for each kind": async () => {
    const list = await completion(INDEX, "    func: greeet\n", "    func: greeet\n\n  - ", "http.endpoint");
    assertNoDoubles(list);
  },

  "completion of required names and of members in Lua": async () => {
    assertNoDoubles(await completion(LUA, 'require("prices")', 'require("pr', "prices"));
    const list = await completion(LUA, "prices.fromat", "prices.", "format");
    assert.ok(labels(list).includes("discounted"));
    assertNoDoubles(list);
  },

  "completion of ids inside of a known call": async () => {
    const list = await completion(FULFIL, '"shop.orders:reserve_stock"', '"shop.orders:', "shop.orders:reserve_stock");
    assertNoDoubles(list);
  },

  "hover on an id and on a function of a library": async () => {
    assert.match(await hoverText(ORDERS, "shop.lib:money", 3), /library\.lua[\s\S]*whole cents/);
    assert.match(await hoverText(LUA, "prices.total", 9), /Sum of the lines of an order/);
    assert.match(await hoverText(LUA, "json.encoed", 1), /json/);
  },

  "signature of a function of a library": async () => {
    const help = await execute("vscode.executeSignatureHelpProvider", LUA, await at(LUA, "prices.total(", 13), "(");
    assert.match(help.signatures[0].label, /total\(lines/);
  },

  "definition from require and from a member to the library": async () => {
    const targets = async (uri, text, move) =>
      (await execute("vscode.executeDefinitionProvider", uri, await at(uri, text, move)))
        .map((found) => [relative(found.targetUri ?? found.uri), (found.targetSelectionRange ?? found.range).start.line]);
    const line = (await at(MONEY, "function money.total")).line;
    assert.deepStrictEqual(await targets(LUA, "prices.total", 9), [["src/lib/money.lua", line]]);
    const required = (await targets(LUA, 'require("prices")', 10)).map(([path]) => path);
    assert.ok(required.includes("src/lib/money.lua"), String(required));
    const entry = await targets(INDEX, "shop.lib:money", 3);
    assert.deepStrictEqual(entry, [["src/lib/_index.yaml", (await at(LIB, "name: money")).line]]);
  },

  "references from both languages": async () => {
    const found = await execute("vscode.executeReferenceProvider", ORDERS, await at(ORDERS, "name: reserve_stock", 8));
    const paths = new Set(found.map(({ uri }) => relative(uri)));
    assert.deepStrictEqual([...paths].sort(), ["src/orders/_index.yaml", "src/orders/fulfil.lua"]);
  },

  "rename across both languages": async () => {
    const edit = await execute("vscode.executeDocumentRenameProvider", ORDERS, await at(ORDERS, "name: reserve_stock", 8), "hold_stock");
    const changed = Object.fromEntries(edit.entries().map(([uri, edits]) => [relative(uri), edits.map(({ newText }) => newText)]));
    assert.deepStrictEqual(Object.keys(changed).sort(), ["src/orders/_index.yaml", "src/orders/fulfil.lua"]);
    assert.ok(await vscode.workspace.applyEdit(edit));
    const text = (await vscode.workspace.openTextDocument(FULFIL)).getText();
    assert.ok(text.includes('"shop.orders:hold_stock"') && !text.includes("reserve_stock"));
    await until("no finding after the rename", () => codes(FULFIL).length === 0 && codes(ORDERS).length === 0);
    await revert(FULFIL);
    await revert(ORDERS);
  },

  "rename of an alias on a line with an emoji": async () => {
    const edit = await execute("vscode.executeDocumentRenameProvider", LUA, await at(LUA, 'require("prices")', 10), "sums");
    const texts = edit.entries().flatMap(([uri, edits]) => edits.map(({ range }) => [relative(uri), range]));
    for (const [path, range] of texts) {
      assert.match(covered(path.endsWith(".lua") ? LUA : INDEX, range), /^["']?prices["']?$/, path);
    }
    assert.ok(texts.some(([path]) => path.endsWith(".yaml")) && texts.some(([path]) => path.endsWith(".lua")));
  },

  "symbols of files and of the workspace": async () => {
    const outline = await execute("vscode.executeDocumentSymbolProvider", INDEX);
    const names = (list) => list.flatMap(({ name, children }) => [name, ...names(children ?? [])]);
    assert.ok(names(outline).some((name) => name.includes("greet.endpoint")), String(names(outline)));
    const everywhere = await execute("vscode.executeWorkspaceSymbolProvider", "order_store");
    assert.ok(everywhere.some(({ location }) => relative(location.uri) === "src/orders/_index.yaml"));
  },

  "links, folds and selections": async () => {
    const links = await execute("vscode.executeLinkProvider", INDEX, 10);
    assert.ok(links.some(({ target }) => String(target) === String(LUA)));
    assert.ok((await execute("vscode.executeFoldingRangeProvider", INDEX)).length > 1);
    const [selection] = await execute("vscode.executeSelectionRangeProvider", INDEX, [await at(INDEX, "name: greet", 8)]);
    assert.ok(selection.parent.range.contains(selection.range));
  },

  "a quick fix": async () => {
    await open(INDEX);
    const range = new vscode.Range(await at(INDEX, "greeet"), await at(INDEX, "greeet"));
    const actions = await execute("vscode.executeCodeActionProvider", INDEX, range, vscode.CodeActionKind.QuickFix.value, 10);
    const action = actions.find(({ edit }) => edit?.entries().some(([, edits]) => edits.some(({ newText }) => newText === "greet")));
    assert.ok(action, actions.map(({ title }) => title).join("; "));
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    await until("the finding to go", () => !codes(INDEX).includes("LE501"));
    await revert(INDEX);
  },

  // The setting is there from the start: writing settings wakes the editor's extension for JSON, and the editor gives up
  // what a save waits for whenever an extension begins to offer code actions.
  "fix all on save": async () => {
    const before = (await vscode.workspace.openTextDocument(INDEX)).getText();
    try {
      const { document } = await open(INDEX);
      await replace(INDEX, "Preise", "Preise!");
      assert.ok(await document.save());
      assert.ok(document.getText().includes("func: greet\n"), document.getText());
      assert.ok(!document.getText().includes("- http\n"), document.getText());
      assert.ok(document.getText().includes("Preise!\n"), document.getText());
      assert.strictEqual(readFileSync(INDEX.fsPath, "utf8"), document.getText());
      await until("the findings to go", () => String(codes(INDEX)) === "LE401");
    } finally {
      writeFileSync(INDEX.fsPath, before);
      await revert(INDEX);
    }
    await until("the text to come back", async () => (await vscode.workspace.openTextDocument(INDEX)).getText() === before);
    await until("the findings to come back", () => String(codes(INDEX)) === String(INDEX_CODES));
  },

  "settings change live": async () => {
    const settings = vscode.workspace.getConfiguration("luaEntries", root);
    await settings.update("rules", { "unused-module": "off" }, vscode.ConfigurationTarget.Workspace);
    await until("the finding to go", () => String(codes(INDEX)) === "LE401,LE501");
    await settings.update("rules", { "unused-module": "error" }, vscode.ConfigurationTarget.Workspace);
    const severity = () => vscode.languages.getDiagnostics(INDEX).find((item) => (item.code?.value ?? item.code) === "LE303")?.severity;
    await until("the finding as an error", () => severity() === vscode.DiagnosticSeverity.Error);
    await settings.update("rules", undefined, vscode.ConfigurationTarget.Workspace);
    await until("the finding as it was", () => severity() === vscode.DiagnosticSeverity.Warning);
  },

  "files that others write": async () => {
    const folder = file("late").fsPath;
    mkdirSync(folder);
    writeFileSync(`${folder}/_index.yaml`, "namespace: shop.late\nentries:\n  - name: late\n    kind: proces.lua\n");
    const late = file("late/_index.yaml");
    await until("findings in a new file", () => codes(late).includes("LE102"));
    writeFileSync(late.fsPath, "namespace: shop.late\nentries: []\n");
    await until("no findings in a mended file", () => codes(late).length === 0);
    writeFileSync(late.fsPath, "namespace: shop.late\nentries:\n  - name: late\n");
    await until("others findings in a file", () => codes(late).includes("LE101"));
    rmSync(late.fsPath);
    await until("no findings in a removed file", () => codes(late).length === 0);
    mkdirSync(`${folder}/deep`);
    writeFileSync(`${folder}/deep/_index.yaml`, "namespace: shop.late\nentries:\n  - name: late\n");
    const deep = file("late/deep/_index.yaml");
    await until("findings in a deep file", () => codes(deep).length > 0);
    rmSync(folder, { recursive: true });
    await until("no findings in a removed folder", () => codes(deep).length === 0);
  },

  "snippets are there to be inserted, by kind": async () => {
    const document = await vscode.workspace.openTextDocument({ language: "yaml", content: "" });
    await vscode.window.showTextDocument(document);
    await execute("editor.action.insertSnippet", { langId: "yaml", name: "function.lua" });
    assert.match(document.getText(), /^- name: name\n {2}kind: function\.lua\n {2}source: file:\/\/file\.lua\n/);
    await execute("workbench.action.revertAndCloseActiveEditor");
  },

  "the entry graph in a panel": async () => {
    await open(ORDERS);
    await execute("lua-entries.showGraph");
    const tabs = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
    const tab = await until("the panel", () => tabs().find(({ input }) => input?.viewType?.includes("lua-entries.graph")));
    assert.strictEqual(tab.label, "Entries of _index.yaml");
    await vscode.window.tabGroups.close(tab);
  },

  "a code lens leads to the references": async () => {
    const lenses = await execute("vscode.executeCodeLensProvider", LIB, 20);
    const lens = lenses.find(({ command }) => command?.command === "lua-entries.showReferences");
    assert.ok(lens, JSON.stringify(lenses.map(({ command }) => command)));
    await open(LIB);
    await execute(lens.command.command, ...lens.command.arguments);
    await execute("closeReferenceSearch");
  },

  "the linter as a task": async () => {
    const [task] = await vscode.tasks.fetchTasks({ type: "lua-entries" });
    const { process: program, args, options } = task.execution;
    // Terminals need a native module that is not built here, so the task's program is run without one.
    const { status, stdout } = spawnSync(program, args, { cwd: options.cwd, encoding: "utf8" });
    assert.strictEqual(status, 1);
    assert.match(stdout, /greetings\/_index\.yaml:14:44: error.*LE401/);
  },

  "a restart leaves one server, which finds the same": async () => {
    const [before] = servers();
    await execute("lua-entries.restart");
    await until("another server", () => servers().length === 1 && servers()[0] !== before);
    await open(LUA);
    await until("the findings", () => String(codes(LUA)) === String(LUA_CODES) && String(codes(INDEX)) === String(INDEX_CODES));
  },

  "a setting that names no server stands alone": async () => {
    const settings = vscode.workspace.getConfiguration("luaEntries");
    await settings.update("server.path", "/srv/nowhere/lua-entries", vscode.ConfigurationTarget.Workspace);
    await until("no server", () => servers().length === 0);
    assert.strictEqual((await vscode.tasks.fetchTasks({ type: "lua-entries" })).length, 0);
    await settings.update("server.path", undefined, vscode.ConfigurationTarget.Workspace);
    await until("a server", () => servers().length === 1);
    await until("the findings", () => String(codes(LUA)) === String(LUA_CODES));
  },

  "a setting that names a program of the workspace": async () => {
    const settings = vscode.workspace.getConfiguration("luaEntries");
    const program = file("../tools/lua entries").fsPath;
    mkdirSync(file("../tools").fsPath);
    writeFileSync(program, `#!/bin/sh\nexec '${settings.get("server.interpreter")}' -m lua_entries "$@"\n`, { mode: 0o755 });
    const [before] = servers();
    for (const written of ["${workspaceFolder}/tools/lua entries", "tools/lua entries"]) {
      await settings.update("server.path", written, vscode.ConfigurationTarget.Workspace);
      await until(`the server of ${written}`, async () => {
        const [task] = await vscode.tasks.fetchTasks({ type: "lua-entries" });
        return servers().length === 1 && servers()[0] !== before && task?.execution.process === program;
      });
      await settings.update("server.path", undefined, vscode.ConfigurationTarget.Workspace);
      await until("the server of before", async () => {
        const [task] = await vscode.tasks.fetchTasks({ type: "lua-entries" });
        return servers().length === 1 && task?.execution.process === settings.get("server.interpreter");
      });
    }
    await until("the findings", () => String(codes(LUA)) === String(LUA_CODES));
  },

  "a server that dies time and again can be started by hand": async () => {
    let killed = 0;
    for (let none = 0; none < 40; ) {
      const [running] = servers();
      if (running === undefined) {
        none += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
      } else {
        none = 0;
        killed += 1;
        process.kill(Number(running), "SIGKILL");
        await until("its end", () => !servers().includes(running));
      }
    }
    if (killed < 2 || killed > 6) {
      throw new Error(`it took ${killed} times`);
    }
    await execute("lua-entries.restart");
    await until("completion again", async () =>
      labels(await execute("vscode.executeCompletionItemProvider", LUA, await at(LUA, "prices.fromat", 7))).includes("format"));
  },

  "a server that dies is started again": async () => {
    const [before] = servers();
    process.kill(Number(before), "SIGKILL");
    await until("another server", () => servers().length === 1 && servers()[0] !== before);
    await until("completion again", async () =>
      labels(await execute("vscode.executeCompletionItemProvider", LUA, await at(LUA, "prices.fromat", 7))).includes("format"));
  },
});
