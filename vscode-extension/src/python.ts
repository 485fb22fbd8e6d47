import * as vscode from "vscode";

/** The part of the Python extension's published interface that is used here. */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(path: { readonly path: string }): Promise<
      { readonly executable: { readonly uri?: vscode.Uri } } | undefined
    >;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

async function pythonExtension(): Promise<PythonExtension | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>("ms-python.python");
  if (extension === undefined) {
    return undefined;
  }
  const held = await extension.activate();
  return held?.environments === undefined ? undefined : held;
}

/** The interpreter that is chosen in the Python extension; nothing where that is not installed or says none. */
export async function activeInterpreter(resource: vscode.Uri | undefined): Promise<string | undefined> {
  try {
    const environments = (await pythonExtension())?.environments;
    const resolved = await environments?.resolveEnvironment(environments.getActiveEnvironmentPath(resource));
    return resolved?.executable.uri?.fsPath;
  } catch {
    return undefined; // another extension's trouble is not ours; the next candidate is tried
  }
}

/** Calls back when another interpreter is chosen in the Python extension. */
export async function onInterpreterChange(changed: () => void): Promise<vscode.Disposable | undefined> {
  try {
    return (await pythonExtension())?.environments.onDidChangeActiveEnvironmentPath(changed);
  } catch {
    return undefined;
  }
}
