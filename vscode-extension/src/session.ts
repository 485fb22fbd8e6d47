import * as vscode from "vscode";
import { CloseAction, ErrorHandler, ExecuteCommandRequest, LanguageClient, State } from "vscode-languageclient/node";
import { candidates } from "./candidates";
import { Failure, search, Server } from "./find";
import { DOCUMENT_PATTERNS, SECTION } from "./generated";
import { PrivateEnvironment } from "./install";
import { writtenSettings } from "./settings";
import { Counts, StatusItem } from "./status";

const INSTALL = "Install Server";
const CHOOSE = "Choose Interpreter";
const OUTPUT = "Show Output";
const RESTART = "Restart Server";

/** The server of this window: looked for, started, restarted, ended. One step after another. */
export class Session {
  private client: LanguageClient | undefined;
  private current: Server | undefined;
  private counts: Counts | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly output: vscode.LogOutputChannel,
    private readonly status: StatusItem,
    private readonly own: PrivateEnvironment,
  ) {}

  /** The server that runs, or ran until it died too often. */
  get server(): Server | undefined {
    return this.client === undefined ? undefined : this.current;
  }

  /** False where there is no server that would answer. */
  get isRunning(): boolean {
    return this.client !== undefined && this.client.state !== State.Stopped;
  }

  /** The client's converters, for what the server's commands return. */
  get converter() {
    return this.client?.protocol2CodeConverter;
  }

  /** Looks for a server and starts it, after ending the one that runs. */
  restart(): Promise<void> {
    return this.next(async () => {
      await this.end();
      await this.begin();
    });
  }

  stop(): Promise<void> {
    return this.next(() => this.end());
  }

  /** Runs a command of the server. Undefined, after a word to the user, when there is none that could. */
  async ask<Result>(command: string, ...args: unknown[]): Promise<Result | undefined> {
    await this.last;
    if (this.client === undefined || !this.isRunning) {
      void this.offerRestart();
      return undefined;
    }
    try {
      return (await this.client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args })) as Result;
    } catch (error) {
      this.output.error(`${command}: ${String(error)}`);
      void vscode.window.showErrorMessage(`Lua Entries: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  private next(step: () => Promise<void>): Promise<void> {
    this.last = this.last.then(step, step).catch((error: unknown) => {
      this.output.error(String(error));
      this.status.failed(String(error));
    });
    return this.last;
  }

  private async begin(): Promise<void> {
    this.status.busy("Looking for the server");
    const { server, failures } = await search(candidates(this.own), this.context.extensionPath);
    for (const { candidate, reason } of failures) {
      this.output.info(`not ${candidate.origin} (${[candidate.command, ...candidate.args].join(" ")}): ${reason}`);
    }
    if (server === undefined) {
      this.status.missing();
      void this.offerWaysOut(failures);
      return;
    }
    await this.start(server);
  }

  private async start(server: Server): Promise<void> {
    this.output.info(`starting ${server.command} ${server.args.join(" ")}, version ${server.version}, from ${server.origin}`);
    this.status.busy("Starting the server");
    const client: LanguageClient = new LanguageClient(
      SECTION,
      "Lua Entries",
      { command: server.command, args: [...server.args, "serve"], options: { cwd: this.context.extensionPath } },
      {
        documentSelector: [
          { scheme: "file", language: "yaml" },
          ...DOCUMENT_PATTERNS.map((pattern) => ({ scheme: "file", pattern })),
        ],
        initializationOptions: { status: true, showReferences: true, explain: true },
        errorHandler: this.errorHandler(() => client),
        outputChannel: this.output,
        traceOutputChannel: this.output,
        middleware: {
          workspace: {
            didChangeConfiguration: async (sections, next) => {
              await this.last; // a setting may be what ends this server
              return this.client === client ? next(sections) : undefined;
            },
            configuration: (params, token, next) =>
              params.items.every(({ section }) => section === SECTION)
                ? params.items.map(({ scopeUri }) =>
                    writtenSettings(scopeUri === undefined ? undefined : client.protocol2CodeConverter.asUri(scopeUri)))
                : next(params, token),
          },
        },
      },
    );
    this.current = server;
    this.counts = undefined;
    client.onNotification("luaEntries/status", (counts: Counts) => {
      this.counts = counts;
      if (this.client === client) {
        this.status.running(server, counts);
      }
    });
    client.onDidChangeState(({ newState }) => {
      if (this.client === client && newState === State.Stopped) {
        this.running(false);
        this.status.stopped();
      } else if (this.client === client && newState === State.Running) {
        this.running(true);
        this.status.running(server, this.counts);
      }
    });
    try {
      await client.start();
    } catch (error) {
      await client.dispose().catch(() => undefined);
      throw new Error(`the server from ${server.origin} did not start: ${String(error)}`);
    }
    this.client = client;
    this.running(true);
    this.status.running(server, this.counts);
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client !== undefined) {
      this.running(false);
      this.status.stopped();
      await client.dispose().catch((error: unknown) => this.output.info(String(error))); // it died while it started
    }
  }

  /** Starts a server that dies again, and says what can be done about one that dies time and again. */
  private errorHandler(client: () => LanguageClient): ErrorHandler {
    let usual: ErrorHandler | undefined;
    const handler = () => (usual ??= client().createDefaultErrorHandler());
    return {
      error: (error, message, count) => handler().error(error, message, count),
      closed: async () => {
        const result = await handler().closed();
        if (result.action === CloseAction.DoNotRestart) {
          void this.offerRestart("the server has ended too often, and is not started again by itself");
          return { ...result, handled: true };
        }
        return result;
      },
    };
  }

  /** Says that no server would answer. */
  async offerRestart(reason = "the server is not running"): Promise<void> {
    const chosen = await vscode.window.showWarningMessage(`Lua Entries: ${reason}`, RESTART, OUTPUT);
    if (chosen === RESTART) {
      await this.restart();
    } else if (chosen === OUTPUT) {
      this.output.show();
    }
  }

  private running(is: boolean): void {
    void vscode.commands.executeCommand("setContext", "luaEntries.running", is);
  }

  /** Says what was tried, and what can be done about it. */
  private async offerWaysOut(failures: readonly Failure[]): Promise<void> {
    const [only] = failures;
    const set = failures.length === 1 && only?.candidate.origin.startsWith("the setting") ? only : undefined;
    const carries = set === undefined && (await this.own.wheel()) !== undefined;
    const message =
      set !== undefined
        ? `Lua Entries: ${set.candidate.origin} names ${set.candidate.command}, which does not work: ${set.reason}`
        : carries
          ? "Lua Entries: no `lua-entries` was found; install the server that the extension carries, into an environment of its own?"
          : "Lua Entries: no `lua-entries` was found; install it with pip and choose the interpreter that has it";
    const choices = carries ? [INSTALL, CHOOSE, OUTPUT] : [CHOOSE, OUTPUT];
    // Nothing is wrong where a newcomer has not installed anything yet.
    const show = carries ? vscode.window.showInformationMessage : vscode.window.showErrorMessage;
    const chosen = await show(message, ...choices);
    if (chosen === INSTALL) {
      await vscode.commands.executeCommand("lua-entries.install");
    } else if (chosen === CHOOSE) {
      await vscode.commands.executeCommand("workbench.action.openSettings", `${SECTION}.server`);
    } else if (chosen === OUTPUT) {
      this.output.show();
    }
  }
}
