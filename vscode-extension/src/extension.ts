import * as vscode from "vscode";
import type { Location, Position } from "vscode-languageclient/node";
import { explain, RulePages } from "./commands/explain";
import { GraphPanel } from "./commands/graph";
import { LintTasks, lintWorkspace } from "./commands/lint";
import { showMenu } from "./commands/menu";
import { newEntry } from "./commands/newEntry";
import { openEntry } from "./commands/openEntry";
import { showReferences } from "./commands/references";
import { watchFolders } from "./folders";
import { SECTION } from "./generated";
import { PrivateEnvironment } from "./install";
import { onInterpreterChange } from "./python";
import { serverSettings } from "./settings";
import { Session } from "./session";
import { StatusItem } from "./status";

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("Lua Entries", { log: true });
  const status = new StatusItem();
  const own = new PrivateEnvironment(context, output);
  const held = new Session(context, output, status, own);
  const graph = new GraphPanel(held);
  const pages = new RulePages(held);
  session = held;
  void vscode.commands.executeCommand("setContext", "luaEntries.active", true);

  const commands: Record<string, (...args: never[]) => unknown> = {
    restart: () => held.restart(),
    showOutput: () => output.show(),
    install: () => install(own, held, output),
    menu: () => showMenu(held),
    lint: () => lintWorkspace(held),
    openEntry: () => openEntry(held),
    showGraph: () => graph.show(),
    explain: (code?: unknown) => explain(held, typeof code === "string" ? code : undefined),
    newEntry: () => newEntry(held),
    showReferences: (uri: string, position: Position, locations: Location[]) => showReferences(held, uri, position, locations),
  };
  context.subscriptions.push(
    output,
    status,
    graph,
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`lua-entries.${name}`, run)),
    vscode.workspace.registerTextDocumentContentProvider(RulePages.scheme, pages),
    vscode.tasks.registerTaskProvider(LintTasks.type, new LintTasks(held)),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.server`)) {
        void held.restart();
      }
    }),
    watchFolders(held),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void held.restart()),
  );
  await held.restart();
  const changes = await onInterpreterChange(() => {
    const { path, interpreter } = serverSettings();
    if (!path && !interpreter) {
      void held.restart();
    }
  });
  if (changes !== undefined) {
    context.subscriptions.push(changes);
  }
}

export function deactivate(): Promise<void> | undefined {
  return session?.stop();
}

async function install(own: PrivateEnvironment, held: Session, output: vscode.LogOutputChannel): Promise<void> {
  try {
    await own.install();
  } catch (error) {
    output.error(String(error));
    const reason = error instanceof Error ? error.message : String(error);
    const chosen = await vscode.window.showErrorMessage(`Lua Entries: the server could not be installed: ${reason}`, "Show Output");
    if (chosen !== undefined) {
      output.show();
    }
    return;
  }
  await held.restart();
}
