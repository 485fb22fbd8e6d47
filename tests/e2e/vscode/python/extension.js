// Stands for the Python extension: the part of its published interface that tells which interpreter is chosen.
const vscode = require("vscode");

exports.activate = () => {
  const changed = new vscode.EventEmitter();
  let path = process.env.E2E_PYTHON;
  return {
    environments: {
      getActiveEnvironmentPath: () => ({ id: path, path }),
      resolveEnvironment: async ({ path }) => ({ executable: { uri: vscode.Uri.file(path) } }),
      onDidChangeActiveEnvironmentPath: changed.event,
    },
    choose(other) {
      path = other;
      changed.fire({ id: other, path: other });
    },
  };
};
