// A folder with YAML and Lua that is no project: the extension must not wake up.
const assert = require("node:assert");
const vscode = require("vscode");
const { run, until } = require("./checks.js");

const QUIET = 3_000;

exports.run = () => run({
  "stays asleep": async () => {
    const extension = vscode.extensions.getExtension("lua-entries.lua-entries");
    assert.ok(extension);
    for (const uri of await vscode.workspace.findFiles("**/*.{yaml,lua}")) {
      await vscode.window.showTextDocument(uri);
      const list = await vscode.commands.executeCommand("vscode.executeCompletionItemProvider", uri, new vscode.Position(0, 0));
      assert.ok(!list.items.some(({ detail }) => detail?.includes("lua-entries")));
    }
    await new Promise((resolve) => setTimeout(resolve, QUIET));
    assert.ok(!extension.isActive);
    const documents = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === "file");
    assert.deepStrictEqual(documents.map(({ languageId }) => languageId).sort(), ["lua", "yaml"]);
  },

  "wakes up for a command": async () => {
    void vscode.commands.executeCommand("lua-entries.newEntry");
    await until("activation", () => vscode.extensions.getExtension("lua-entries.lua-entries").isActive);
  },
});
