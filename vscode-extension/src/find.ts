import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command, run } from "./run";

/** A way to start the server that may or may not work. */
export interface Candidate extends Command {
  /** Where it comes from, for people: "the setting `luaEntries.server.path`". */
  readonly origin: string;
}

/** A candidate that answered. */
export interface Server extends Candidate {
  readonly version: string;
}

export interface Failure {
  readonly candidate: Candidate;
  readonly reason: string;
}

export interface Search {
  readonly server?: Server;
  /** Those that were tried before it, or in vain. */
  readonly failures: readonly Failure[];
}

const PATIENCE = 20_000;
/** How many characters of what a failing program says are shown. */
const SHOWN = 300;

/** The program through an interpreter that has the package. */
export function moduleOf(interpreter: string, origin: string): Candidate {
  return { command: interpreter, args: ["-m", "lua_entries"], origin };
}

/** Where the interpreter of a virtual environment is. */
export function interpreterIn(environment: string): string {
  return process.platform === "win32" ? join(environment, "Scripts", "python.exe") : join(environment, "bin", "python");
}

/** The environments of a folder, by the usual names. */
export function environmentsOf(folder: string): Candidate[] {
  return [".venv", "venv"]
    .map((name) => join(folder, name))
    .map((environment) => ({ environment, interpreter: interpreterIn(environment) }))
    .filter(({ interpreter }) => existsSync(interpreter))
    .map(({ environment, interpreter }) => moduleOf(interpreter, `the environment ${environment}`));
}

/** Asks a candidate for its version; rejects with a reason for people. `cwd` must hold nothing that Python could import. */
export async function probe(candidate: Candidate, cwd: string): Promise<Server> {
  const args = [...candidate.args, "--version"];
  const { code, stdout, stderr } = await run({ command: candidate.command, args }, { cwd, timeout: PATIENCE });
  const version = /^lua-entries (\S+)\s*$/m.exec(stdout)?.[1];
  if (code === 0 && version !== undefined) {
    return { ...candidate, version };
  }
  const said = (stderr.trim() || stdout.trim()).slice(-SHOWN);
  if (/No module named .?lua_entries/.test(said)) {
    throw new Error("it has no package `lua-entries`");
  }
  throw new Error(`\`--version\` ended with ${code}${said ? `: ${said}` : ""}`);
}

/** The first candidate that works. */
export async function search(candidates: AsyncIterable<Candidate>, cwd: string): Promise<Search> {
  const failures: Failure[] = [];
  const tried = new Set<string>();
  for await (const candidate of candidates) {
    const key = JSON.stringify([candidate.command, ...candidate.args]);
    if (tried.has(key)) {
      continue;
    }
    tried.add(key);
    try {
      return { server: await probe(candidate, cwd), failures };
    } catch (error) {
      failures.push({ candidate, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { failures };
}
