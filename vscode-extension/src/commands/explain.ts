import * as vscode from "vscode";
import { RULES } from "../generated";
import type { Session } from "../session";

const SOURCE = "lua-entries";

/** The pages of the rules, as documents that cannot be edited. */
export class RulePages implements vscode.TextDocumentContentProvider {
  static readonly scheme = "lua-entries-rule";

  constructor(private readonly session: Session) {}

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const code = uri.path.replace(/^\/|\.md$/g, "");
    return (await this.session.ask<{ readonly markdown: string }>("lua-entries.server.explain", code))?.markdown ?? "";
  }
}

/** Shows the page of a rule: the one given, else that at the cursor; where none or several are, the user picks one. */
export async function explain(session: Session, given?: string): Promise<void> {
  const code = given ?? codeAtCursor() ?? (await pick());
  if (code !== undefined && !session.isRunning) {
    await session.offerRestart();
  } else if (code !== undefined) {
    const uri = vscode.Uri.from({ scheme: RulePages.scheme, path: `/${code}.md` });
    await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
  }
}

function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : (code ?? ""));
}

/** The code of the only rule with a finding at the cursor; of those on its line where there is none. */
function codeAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return undefined;
  }
  const cursor = editor.selection.active;
  const found = vscode.languages.getDiagnostics(editor.document.uri).filter(({ source }) => source === SOURCE);
  const here = found.filter(({ range }) => range.contains(cursor));
  const near = here.length > 0 ? here : found.filter(({ range }) => range.start.line <= cursor.line && cursor.line <= range.end.line);
  const codes = new Set(near.map(codeOf));
  return codes.size === 1 ? [...codes][0] : undefined;
}

async function pick(): Promise<string | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  const found = document === undefined ? [] : vscode.languages.getDiagnostics(document.uri);
  const codes = new Set(found.filter(({ source }) => source === SOURCE).map(codeOf));
  const items = RULES.map(({ code, name, summary }) => ({ label: code, description: name, detail: summary }));
  const separated = [
    ...(codes.size > 0 ? [{ label: "In this file", kind: vscode.QuickPickItemKind.Separator }] : []),
    ...items.filter(({ label }) => codes.has(label)),
    { label: "All rules", kind: vscode.QuickPickItemKind.Separator },
    ...items.filter(({ label }) => !codes.has(label)),
  ];
  const chosen = await vscode.window.showQuickPick<vscode.QuickPickItem>(separated, {
    title: "Explain a rule",
    placeHolder: "There is no single finding at the cursor; which rule?",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.label;
}
