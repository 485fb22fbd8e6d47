import { extname } from "node:path";
import * as vscode from "vscode";
import type { Session } from "./session";

/** In milliseconds: a branch switch is one change. */
const SETTLE = 500;

/**
 * Has the server look at the disk when folders come and go. The editor tells of such a folder only, not of the files in
 * it, so the server's own watchers miss them.
 */
export function watchFolders(session: Session): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher("**/*", false, true, false);
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (session.isRunning) {
        void session.ask("lua-entries.server.lint");
      }
    }, SETTLE);
  };
  watcher.onDidCreate(async (uri) => {
    const found = await vscode.workspace.fs.stat(uri).then((stat) => stat.type, () => undefined);
    if (found === vscode.FileType.Directory) {
      look();
    }
  });
  watcher.onDidDelete((uri) => {
    if (extname(uri.path) === "") { // what it was cannot be asked any more
      look();
    }
  });
  return vscode.Disposable.from(watcher, { dispose: () => clearTimeout(timer) });
}
