import * as vscode from "vscode";
import type { Session } from "../session";

/** What the status item opens: every command, and what is missing where the server is. */
export async function showMenu(session: Session): Promise<void> {
  const running = session.isRunning;
  const all: readonly (vscode.QuickPickItem & { command?: string; needs?: boolean; args?: unknown[] })[] = [
    { label: "$(go-to-file) Open entry by id…", command: "lua-entries.openEntry", needs: true },
    { label: "$(type-hierarchy) Show entry graph of the current file", command: "lua-entries.showGraph", needs: true },
    { label: "$(question) Explain rule at the cursor", command: "lua-entries.explain", needs: true },
    { label: "$(add) New entry…", command: "lua-entries.newEntry", needs: true },
    { label: "$(checklist) Lint workspace", command: "lua-entries.lint", needs: true },
    { label: "$(cloud-download) Install server in a private environment", command: "lua-entries.install", needs: false },
    { label: "$(settings-gear) Choose the server or its interpreter", command: "workbench.action.openSettings", args: ["luaEntries.server"] },
    { label: "$(refresh) Restart server", command: "lua-entries.restart" },
    { label: "$(output) Show output", command: "lua-entries.showOutput" },
  ];
  const items = all.filter(({ needs }) => needs === undefined || needs === running);
  const about = running ? session.server : undefined;
  const title = about === undefined ? "Lua Entries: no server" : `Lua Entries ${about.version}`;
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: about?.origin ?? "No server is running" });
  if (chosen?.command !== undefined) {
    await vscode.commands.executeCommand(chosen.command, ...(chosen.args ?? []));
  }
}
