import { spawn } from "node:child_process";

/** A program and how it is called. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** In milliseconds. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  readonly onOutput?: (text: string) => void;
}

/** Runs a program to its end. Rejects with a reason for people when it cannot be started, takes too long or is aborted. */
export function run({ command, args }: Command, options: RunOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const abort = new AbortController();
    const stop = () => abort.abort();
    options.signal?.addEventListener("abort", stop);
    const child = spawn(command, [...args], { cwd: options.cwd, stdio: ["ignore", "pipe", "pipe"], signal: abort.signal });
    let late = false;
    const timer = options.timeout === undefined ? undefined : setTimeout(() => {
      late = true;
      stop();
    }, options.timeout);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      options.onOutput?.(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      options.onOutput?.(text);
    });
    const settle = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", stop);
    };
    child.on("error", (error: NodeJS.ErrnoException) => {
      settle();
      if (late) {
        reject(new Error(`no answer within ${options.timeout} ms`));
      } else if (options.signal?.aborted) {
        reject(new Error("cancelled"));
      } else if (error.code === "ENOENT") {
        reject(new Error("there is no such program"));
      } else if (error.code === "EACCES") {
        reject(new Error("it may not be executed"));
      } else {
        reject(error);
      }
    });
    child.on("close", (code) => {
      settle();
      resolve({ code, stdout, stderr });
    });
  });
}
