// A real server of the built binary on a port of its own, with data of its own.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const binary = resolve(process.env["TASKFLOW_TEST_BINARY"] ?? join(import.meta.dirname, "../../../bin/taskflow"));

export interface Server {
  url: string;
  dir: string;
  /** Kills the process as a power cut would and starts it again on the same data. */
  killAndRestart(): Promise<void>;
  /** Kills the process; `restart` brings it back. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Stops the server, copies its data, and starts it again. */
  backup(): Promise<string>;
  /** Stops the server, puts a copy of its data in the place of the present one, and starts it again. */
  restore(copy: string): Promise<void>;
  /** What the server has printed on its standard output. */
  printed(): string;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? done(address.port) : fail(new Error("no port"))));
    });
  });
}

/** Starts the binary and waits until it answers at url + path. */
export async function launch(args: string[], url: string, path = "/readyz", onOutput?: (text: string) => void): Promise<ChildProcess> {
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run make build`);
  let log = "";
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout?.on("data", (chunk: Buffer) => onOutput?.(chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-20_000);
  });
  for (let tries = 0; tries < 400; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${log}`);
    try {
      if ((await fetch(url + path)).ok) return child;
    } catch {
      // not listening yet
    }
    await new Promise((wait) => setTimeout(wait, 50));
  }
  child.kill("SIGKILL");
  throw new Error(`the server did not become ready:\n${log}`);
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill(signal);
  await gone;
}

export async function startServer(options: { databaseURL?: string; port?: number; host?: string } = {}): Promise<Server> {
  const port = options.port ?? (await freePort());
  const url = `http://localhost:${port}`;
  const dir = mkdtempSync(join(tmpdir(), "taskflow-e2e-"));
  const copies: string[] = [];
  const args = ["serve", "--listen", `${options.host ?? "127.0.0.1"}:${port}`, "--data", dir, "--metrics-listen=", "--log-level", "warn"];
  if (options.databaseURL) args.push("--database-url", options.databaseURL);
  let output = "";
  const start = () => launch(args, url, "/readyz", (text) => (output += text));
  let child = await start();
  return {
    url,
    dir,
    async killAndRestart() {
      await end(child, "SIGKILL");
      child = await start();
    },
    kill: () => end(child, "SIGKILL"),
    async restart() {
      child = await start();
    },
    async backup() {
      await end(child, "SIGTERM");
      const copy = mkdtempSync(join(tmpdir(), "taskflow-e2e-copy-"));
      copies.push(copy);
      cpSync(dir, copy, { recursive: true });
      child = await start();
      return copy;
    },
    async restore(copy) {
      await end(child, "SIGTERM");
      for (const name of readdirSync(dir)) rmSync(join(dir, name), { recursive: true, force: true });
      cpSync(copy, dir, { recursive: true });
      child = await start();
    },
    printed: () => output,
    async stop() {
      await end(child, "SIGTERM");
      for (const one of [dir, ...copies]) rmSync(one, { recursive: true, force: true });
    },
  };
}

/** A throw-away PostgreSQL that syncs nothing and listens on a Unix socket. */
export async function startPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const versions = existsSync("/usr/lib/postgresql") ? readdirSync("/usr/lib/postgresql").sort() : [];
  const newest = versions.at(-1);
  if (!newest) throw new Error("PostgreSQL's server programs are missing: run make setup");
  const bin = `/usr/lib/postgresql/${newest}/bin`;
  const dir = mkdtempSync(join(tmpdir(), "taskflow-e2e-pg-"));
  let ids: { uid?: number; gid?: number } = {};
  if (process.getuid?.() === 0) {
    // PostgreSQL refuses to run as root.
    const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"]).toString());
    ids = { uid: id("-u"), gid: id("-g") };
    chownSync(dir, ids.uid ?? 0, ids.gid ?? 0);
  }
  const data = join(dir, "data");
  execFileSync(`${bin}/initdb`, ["-D", data, "-U", "taskflow", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"], { ...ids, cwd: dir, stdio: "ignore" });
  const child = spawn(`${bin}/postgres`, ["-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off"], { ...ids, cwd: dir, stdio: "ignore" });
  const url = `postgres://taskflow@/postgres?host=${encodeURIComponent(dir)}`;
  for (let tries = 0; tries < 200 && !existsSync(join(dir, ".s.PGSQL.5432")); tries++) {
    await new Promise((wait) => setTimeout(wait, 50));
  }
  return {
    url,
    async stop() {
      await end(child, "SIGINT");
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
