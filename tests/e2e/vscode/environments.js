// Beside the Python extension, with nothing set and nothing on PATH: its interpreter is the one that starts the server.
const vscode = require("vscode");
const { run, until } = require("./checks.js");

/** The program of the server that runs; undefined where none does. */
async function program() {
  const [task] = await vscode.tasks.fetchTasks({ type: "lua-entries" });
  return task?.execution.process;
}

exports.run = () => run({
  "the server of the active environment": async () => {
    await until("that server", async () => (await program()) === process.env.E2E_PYTHON);
  },

  "another environment, which has no server, and back": async () => {
    const { choose } = vscode.extensions.getExtension("ms-python.python").exports;
    choose("/srv/nowhere/bin/python");
    await until("no server", async () => (await program()) === undefined);
    choose(process.env.E2E_PYTHON);
    await until("the server again", async () => (await program()) === process.env.E2E_PYTHON);
  },
});
