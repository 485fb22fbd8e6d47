import * as vscode from "vscode";
import type { Location, Position } from "vscode-languageclient/node";
import type { Session } from "../session";

/** The command behind the server's code lenses: shows places in the editor's own list. */
export async function showReferences(session: Session, uri: string, position: Position, locations: Location[]): Promise<void> {
  const converter = session.converter;
  if (converter !== undefined) {
    await vscode.commands.executeCommand(
      "editor.action.showReferences",
      converter.asUri(uri),
      converter.asPosition(position),
      locations.map((location) => converter.asLocation(location)),
    );
  }
}
