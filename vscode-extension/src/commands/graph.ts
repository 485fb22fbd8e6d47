import { basename } from "node:path";
import * as vscode from "vscode";
import type { Session } from "../session";

/** The panel beside the editor that shows the entries of a file and what they hang together with. */
export class GraphPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;

  constructor(private readonly session: Session) {}

  async show(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined || document.uri.scheme !== "file") {
      void vscode.window.showInformationMessage("Lua Entries: open an index file or a Lua file first");
      return;
    }
    const graph = await this.session.ask<{ readonly html: string }>("lua-entries.server.graph", document.uri.toString());
    if (graph === undefined) {
      return;
    }
    if (this.panel === undefined) {
      this.panel = vscode.window.createWebviewPanel(
        "lua-entries.graph",
        "Entries",
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        // The page is of one piece and loads nothing.
        { enableScripts: true, retainContextWhenHidden: true, localResourceRoots: [] },
      );
      this.panel.onDidDispose(() => (this.panel = undefined));
    }
    this.panel.title = `Entries of ${basename(document.fileName)}`;
    this.panel.webview.html = graph.html;
    this.panel.reveal(undefined, true);
  }

  dispose(): void {
    this.panel?.dispose();
  }
}
