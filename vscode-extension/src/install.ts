import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { Candidate, interpreterIn, moduleOf, probe, Server } from "./find";
import { VERSION } from "./generated";
import { activeInterpreter } from "./python";
import { Command, run } from "./run";

const OLDEST = [3, 10] as const;
const LAST_LINES = 6;
/** What pip says of a wheel for another platform; the editor installs a package for another platform without a word. */
const ELSEWHERE = "is not a supported wheel on this platform";

/** The environment of our own, below the extension's storage. */
export class PrivateEnvironment {
  private readonly directory: string;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly output: vscode.LogOutputChannel,
  ) {
    this.directory = join(context.globalStorageUri.fsPath, `server-${VERSION}`);
  }

  get candidate(): Candidate {
    return moduleOf(interpreterIn(this.directory), "the private environment of the extension");
  }

  /** The wheel that the extension carries, if it does. */
  async wheel(): Promise<string | undefined> {
    const directory = this.context.asAbsolutePath("server");
    const names = await readdir(directory).catch(() => [] as string[]);
    const name = names.find((item) => item.endsWith(".whl"));
    return name === undefined ? undefined : join(directory, name);
  }

  /** Makes the environment and installs the wheel; rejects with a reason for people. */
  async install(): Promise<Server> {
    const wheel = await this.wheel();
    if (wheel === undefined) {
      throw new Error("this build of the extension carries no server; install `lua-entries` with pip and choose its interpreter");
    }
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: "Lua Entries: installing the server", cancellable: true },
      async (progress, token) => {
        const abort = new AbortController();
        token.onCancellationRequested(() => abort.abort());
        try {
          progress.report({ message: "looking for Python" });
          const python = await this.python();
          progress.report({ message: "making an environment" });
          const parent = this.context.globalStorageUri.fsPath;
          await mkdir(parent, { recursive: true });
          await this.step({ command: python.command, args: [...python.args, "-m", "venv", "--clear", this.directory] }, abort.signal);
          progress.report({ message: "installing packages" });
          const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", wheel];
          await this.step({ command: interpreterIn(this.directory), args: pip }, abort.signal);
          const server = await probe(this.candidate, parent);
          await this.removeOthers(parent);
          return server;
        } catch (error) {
          await rm(this.directory, { recursive: true, force: true });
          throw error;
        }
      },
    );
  }

  /** An interpreter that is new enough. */
  private async python(): Promise<Command> {
    const active = vscode.workspace.isTrusted ? await activeInterpreter(undefined) : undefined;
    const commands: Command[] = [
      ...(active === undefined ? [] : [{ command: active, args: [] }]),
      { command: "python3", args: [] },
      { command: "python", args: [] },
      ...(process.platform === "win32" ? [{ command: "py", args: ["-3"] }] : []),
    ];
    const seen: string[] = [];
    for (const { command, args } of commands) {
      try {
        const asked = { command, args: [...args, "-c", "import sys; print(*sys.version_info[:2])"] };
        const { stdout } = await run(asked, { cwd: this.context.extensionPath, timeout: 20_000 });
        const [major = 0, minor = 0] = stdout.trim().split(" ").map(Number);
        if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) {
          return { command, args };
        }
        seen.push(`\`${command}\` is ${major}.${minor}`);
      } catch (error) {
        this.output.debug(`no Python at ${command}: ${String(error)}`);
      }
    }
    const found = seen.length > 0 ? `; ${seen.join(", ")}` : "";
    throw new Error(`no Python ${OLDEST.join(".")} or newer on \`PATH\`${found}; install one and try again`);
  }

  private async step(command: Command, signal: AbortSignal): Promise<void> {
    this.output.info(`> ${[command.command, ...command.args].join(" ")}`);
    const onOutput = (text: string) => this.output.info(text.trimEnd());
    const { code, stdout, stderr } = await run(command, { cwd: this.context.globalStorageUri.fsPath, signal, onOutput });
    if (stderr.includes(ELSEWHERE)) {
      throw new Error("this package of the extension carries the server for another platform; install the package for this one");
    }
    if (code !== 0) {
      const lines = (stderr.trim() || stdout.trim()).split("\n").slice(-LAST_LINES);
      throw new Error(`\`${command.args.slice(0, 3).join(" ")}\` ended with ${code}: ${lines.join(" ")}`);
    }
  }

  /** Environments of former versions are of no use any more. */
  private async removeOthers(parent: string): Promise<void> {
    for (const name of await readdir(parent)) {
      if (name.startsWith("server-") && join(parent, name) !== this.directory) {
        await rm(join(parent, name), { recursive: true, force: true });
      }
    }
  }
}
