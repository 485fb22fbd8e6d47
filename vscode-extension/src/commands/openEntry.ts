import * as vscode from "vscode";
import type { Location } from "vscode-languageclient/node";
import type { Session } from "../session";

interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly location: Location;
}

/** Lets the user pick an entry of the workspace, and goes there. */
export async function openEntry(session: Session): Promise<void> {
  const entries = await session.ask<Entry[]>("lua-entries.server.entries");
  const converter = session.converter;
  if (entries === undefined || converter === undefined) {
    return;
  }
  if (entries.length === 0) {
    void vscode.window.showInformationMessage("Lua Entries: the workspace has no entries");
    return;
  }
  const items = entries.map(({ id, kind, location }) => ({
    label: id,
    description: kind,
    detail: vscode.workspace.asRelativePath(converter.asUri(location.uri)),
    location,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: "Open entry",
    placeHolder: "Id or kind",
    matchOnDescription: true,
  });
  if (chosen !== undefined) {
    const { uri, range } = converter.asLocation(chosen.location);
    await vscode.window.showTextDocument(uri, { selection: new vscode.Range(range.start, range.start) });
  }
}
