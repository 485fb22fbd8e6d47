import * as vscode from "vscode";
import { Server } from "./find";

/** What the server says about its state. */
export interface Counts {
  readonly roots: number;
  readonly files: number;
  readonly entries: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly hints: number;
  readonly indexing: boolean;
}

/** The item in the status bar: what the server does, what it found, and the way to everything else. */
export class StatusItem implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;

  constructor() {
    this.item = vscode.window.createStatusBarItem("lua-entries.status", vscode.StatusBarAlignment.Right, 90);
    this.item.name = "Lua Entries";
    this.item.command = "lua-entries.menu";
  }

  busy(what: string): void {
    this.show("$(sync~spin) Lua Entries", what);
  }

  /** There is no server, and something can be done about it. */
  missing(): void {
    this.show("$(warning) Lua Entries", "No server was found; press for ways out", "statusBarItem.warningBackground");
  }

  failed(reason: string): void {
    this.show("$(error) Lua Entries", reason, "statusBarItem.errorBackground");
  }

  stopped(): void {
    this.show("$(circle-slash) Lua Entries", "The server is not running");
  }

  running(server: Server, counts: Counts | undefined): void {
    const about = [`\`lua-entries\` ${server.version} from ${server.origin}`];
    if (counts === undefined) {
      this.show("$(check) Lua Entries", about.join("\n\n"));
      return;
    }
    about.push(
      `${amount(counts.entries, "entry", "entries")} in ${amount(counts.files, "file", "files")}, ` +
        amount(counts.roots, "root", "roots"),
      `${amount(counts.errors, "error", "errors")}, ${amount(counts.warnings, "warning", "warnings")}, ` +
        `${amount(counts.infos, "info", "infos")}, ${amount(counts.hints, "hint", "hints")}`,
    );
    if (counts.indexing) {
      about.push("Reading the project…");
    }
    const found = counts.errors + counts.warnings > 0;
    const icon = counts.indexing ? "$(sync~spin) " : found ? "" : "$(check) ";
    this.show(`${icon}Lua Entries${found ? ` $(error) ${counts.errors} $(warning) ${counts.warnings}` : ""}`, about.join("\n\n"));
  }

  dispose(): void {
    this.item.dispose();
  }

  private show(text: string, about: string, background?: string): void {
    this.item.text = text;
    this.item.tooltip = new vscode.MarkdownString(about);
    this.item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
    this.item.show();
  }
}

function amount(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
