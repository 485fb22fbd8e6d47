import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { SECTION, SETTINGS } from "./generated";

/** How the server is to be started, as the settings say; empty where they do not. */
export interface ServerSettings {
  readonly path: string;
  readonly interpreter: string;
}

export function serverSettings(): ServerSettings {
  const settings = vscode.workspace.getConfiguration(SECTION);
  return {
    path: expanded(settings.get<string>("server.path", "")),
    interpreter: expanded(settings.get<string>("server.interpreter", "")),
  };
}

/**
 * A path as people write it in settings: `~` and `${userHome}` are the home directory, `${workspaceFolder}` is the first
 * folder, and what is relative is so to that. A mere name is left to be looked for on `PATH`.
 */
function expanded(written: string): string {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath;
  const path = written
    .trim()
    .replace(/^~(?=[\\/]|$)/, homedir)
    .replaceAll("${userHome}", homedir)
    .replaceAll("${workspaceFolder}", (whole) => folder ?? whole);
  return folder !== undefined && /[\\/]/.test(path) && !isAbsolute(path) ? join(folder, path) : path;
}

/**
 * The settings that somebody wrote. Defaults are left out: they would hide what `lua-entries.toml` says, which settings
 * of the editor override.
 */
export function writtenSettings(scope: vscode.Uri | undefined): Record<string, unknown> {
  const settings = vscode.workspace.getConfiguration(SECTION, scope ?? null);
  const written: Record<string, unknown> = {};
  for (const name of SETTINGS) {
    const found = settings.inspect(name);
    const values = [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
    if (values.some((value) => value !== undefined)) {
      written[name] = settings.get(name);
    }
  }
  return written;
}
