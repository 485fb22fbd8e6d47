import * as vscode from "vscode";
import { Candidate, environmentsOf, moduleOf } from "./find";
import { PrivateEnvironment } from "./install";
import { activeInterpreter } from "./python";
import { serverSettings } from "./settings";

/**
 * The ways to start the server, the best first. A setting stands alone: who wrote it wants that server and no other.
 * What lies in the workspace is left alone until that is trusted.
 */
export async function* candidates(own: PrivateEnvironment): AsyncGenerator<Candidate> {
  const settings = serverSettings();
  if (settings.path) {
    yield { command: settings.path, args: [], origin: "the setting `luaEntries.server.path`" };
    return;
  }
  if (settings.interpreter) {
    yield moduleOf(settings.interpreter, "the setting `luaEntries.server.interpreter`");
    return;
  }
  if (vscode.workspace.isTrusted) {
    const folders = vscode.workspace.workspaceFolders ?? [];
    for (const resource of folders.length > 0 ? folders.map(({ uri }) => uri) : [undefined]) {
      const interpreter = await activeInterpreter(resource);
      if (interpreter !== undefined) {
        yield moduleOf(interpreter, "the active Python environment");
      }
    }
    for (const folder of folders.filter(({ uri }) => uri.scheme === "file")) {
      yield* environmentsOf(folder.uri.fsPath);
    }
  }
  yield { command: "lua-entries", args: [], origin: "`PATH`" };
  yield own.candidate;
}
