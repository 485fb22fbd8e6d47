import * as vscode from "vscode";
import type { Session } from "../session";

interface LintDefinition extends vscode.TaskDefinition {
  readonly command?: string;
  readonly arguments?: readonly string[];
}

/** The command line as tasks: one for each folder, with the server's own program. */
export class LintTasks implements vscode.TaskProvider {
  static readonly type = "lua-entries";

  constructor(private readonly session: Session) {}

  provideTasks(): vscode.Task[] {
    return lintTasks(this.session);
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const scope = task.scope;
    return typeof scope === "object" ? lintTask(this.session, scope, task.definition) : undefined;
  }
}

/** Runs the linter over every folder, in a terminal. */
export async function lintWorkspace(session: Session): Promise<void> {
  const tasks = lintTasks(session);
  if (tasks.length === 0) {
    const reason = session.server === undefined ? "the server is not running" : "no folder is open";
    void vscode.window.showWarningMessage(`Lua Entries: there is nothing to lint with or in: ${reason}`);
  }
  for (const task of tasks) {
    await vscode.tasks.executeTask(task);
  }
}

function lintTasks(session: Session): vscode.Task[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  return folders
    .map((folder) => lintTask(session, folder, { type: LintTasks.type, command: "lint" }))
    .filter((task) => task !== undefined);
}

function lintTask(session: Session, folder: vscode.WorkspaceFolder, definition: LintDefinition): vscode.Task | undefined {
  const server = session.server;
  if (server === undefined) {
    return undefined;
  }
  const args = [...server.args, definition.command ?? "lint", ...(definition.arguments ?? [])];
  const execution = new vscode.ProcessExecution(server.command, args, { cwd: folder.uri.fsPath });
  const task = new vscode.Task(definition, folder, "lint", "Lua Entries", execution);
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
  return task;
}
