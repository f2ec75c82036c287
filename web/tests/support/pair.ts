// Two api processes on one PostgreSQL, each behind a web process of its own: a
// person on one must see what a person on the other does.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { end, freePort, launch, startPostgres } from "./server.ts";

export interface Pair {
  first: { url: string };
  second: { url: string };
  stop(): Promise<void>;
}

export async function startPair(): Promise<Pair> {
  const postgres = await startPostgres();
  const dir = mkdtempSync(join(tmpdir(), "taskflow-e2e-pair-"));
  const children: Awaited<ReturnType<typeof launch>>[] = [];
  async function side(name: string): Promise<{ url: string }> {
    const [api, web] = [await freePort(), await freePort()];
    const quiet = ["--metrics-listen=", "--log-level", "warn"];
    children.push(
      await launch(
        ["api", "--listen", `127.0.0.1:${api}`, "--data", join(dir, name), "--database-url", postgres.url, ...quiet],
        `http://localhost:${api}`,
      ),
    );
    const url = `http://localhost:${web}`;
    children.push(await launch(["web", "--listen", `127.0.0.1:${web}`, "--api", `http://127.0.0.1:${api}`, ...quiet], url, "/livez"));
    return { url };
  }
  const first = await side("first");
  const second = await side("second");
  return {
    first,
    second,
    async stop() {
      for (const child of children.reverse()) await end(child, "SIGTERM");
      await postgres.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
