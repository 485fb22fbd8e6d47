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
    path: settings.get<string>("server.path", "").trim(),
    interpreter: settings.get<string>("server.interpreter", "").trim(),
  };
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
