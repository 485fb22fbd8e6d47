import { basename, join } from "node:path";
import * as vscode from "vscode";
import { INDEX_FILES, NEW_INDEX_FILE, TELLING_GLOBS } from "../generated";
import type { Session } from "../session";

interface NewKind {
  readonly kind: string;
  readonly title: string;
  readonly detail: string;
  readonly snippet: string;
}

/** Asks for a kind and an index file, and writes the entry there to be filled in. */
export async function newEntry(session: Session): Promise<void> {
  const kinds = await session.ask<NewKind[]>("lua-entries.server.newEntryKinds");
  if (kinds === undefined) {
    return;
  }
  const items = kinds.map((kind) => ({ label: kind.title, description: kind.title === kind.kind ? "" : kind.kind, detail: kind.detail, snippet: kind.snippet }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: "New entry (1/2): kind",
    placeHolder: "What is it?",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  const uri = chosen === undefined ? undefined : await indexFile();
  if (chosen === undefined || uri === undefined) {
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  if (endOf(document).character > 0) {
    // Snippets take on the indentation of the line that they begin on, so theirs must be an empty one.
    await editor.edit((edit) => edit.insert(endOf(document), "\n"));
  }
  const before = document.getText().trim() === "" ? NEW_INDEX_FILE : "\n";
  await editor.insertSnippet(new vscode.SnippetString(before + indented(chosen.snippet, itemIndent(document))), endOf(document));
}

function endOf(document: vscode.TextDocument): vscode.Position {
  return document.lineAt(document.lineCount - 1).range.end;
}

/** White space before the dashes of the file's entries; two blanks where it has none yet. */
function itemIndent(document: vscode.TextDocument): string {
  return /^([ \t]*)- /m.exec(document.getText())?.[1] ?? "  ";
}

/** The lines of a snippet at an indentation; a list item already begins with its dash. */
function indented(snippet: string, indent: string): string {
  return snippet
    .trimEnd()
    .split("\n")
    .map((line, number) => indent + (snippet.startsWith("- ") ? "" : number === 0 ? "- " : "  ") + line)
    .join("\n") + "\n";
}

/** The index file of the editor; else the user picks one, or a folder for a new one. */
async function indexFile(): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  if (active?.languageId === "yaml" && isIndexFile(active.uri)) {
    return active.uri;
  }
  const found = (await vscode.workspace.findFiles(TELLING_GLOBS[0])).filter((uri) => !uri.path.endsWith(".json"));
  const items = found
    .map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }))
    .sort((one, other) => one.label.localeCompare(other.label));
  const create = { label: "$(new-file) A new file in another folder…", uri: undefined };
  const chosen = await vscode.window.showQuickPick([...items, create], { title: "New entry (2/2): file", placeHolder: "Where does it go?" });
  return chosen === undefined || chosen.uri !== undefined ? chosen?.uri : createIndexFile();
}

function isIndexFile(uri: vscode.Uri): boolean {
  return (INDEX_FILES as readonly string[]).includes(basename(uri.fsPath));
}

async function createIndexFile(): Promise<vscode.Uri | undefined> {
  const [folder] = (await vscode.window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel: "Make the File Here" })) ?? [];
  if (folder === undefined) {
    return undefined;
  }
  const uri = vscode.Uri.file(join(folder.fsPath, INDEX_FILES[0]));
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: true });
  await vscode.workspace.applyEdit(edit);
  return uri;
}
