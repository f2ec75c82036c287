import type { FieldError, Problem } from "./types";

/**
 * A refused or failed request. `status` 0 and code "network" mean that no
 * answer came. `message` is for people.
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly errors: FieldError[];
  /** Seconds that the server asked to wait, from Retry-After. */
  readonly retryAfter: number | null;
  readonly problem: Partial<Problem>;

  constructor(status: number, problem: Partial<Problem>, retryAfter: number | null = null) {
    super(problem.detail || problem.title || `HTTP ${status}`);
    this.status = status;
    this.code = problem.code ?? (status === 0 ? "network" : `http_${status}`);
    this.errors = problem.errors ?? [];
    this.retryAfter = retryAfter;
    this.problem = problem;
  }

  /** Whether sending the same again later can succeed. */
  get temporary(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 425 || this.status === 429 || this.status >= 500;
  }
}

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

export interface RequestOptions {
  body?: unknown;
  /** Sent as it is, instead of JSON (imports). */
  raw?: Blob;
  query?: Record<string, string | number | boolean | null | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Reply<T> {
  status: number;
  body: T;
  /** X-Taskflow-Cursor: where in the log this write is. */
  cursor: string | null;
}

const prefix = "/api/v1/";

let fetcher: typeof fetch = (input, init) => globalThis.fetch(input, init);
let base = "";

/** Sends requests through another fetch and to another origin; for tests. */
export function setTransport(to: { fetch?: typeof fetch; base?: string }): void {
  if (to.fetch !== undefined) fetcher = to.fetch;
  if (to.base !== undefined) base = to.base;
}

/** Returns the address of a path of the API, as "workspaces/acme/tasks". */
export function address(path: string, query?: RequestOptions["query"]): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) params.set(name, String(value));
  }
  const text = params.toString();
  return `${base}${prefix}${path}${text === "" ? "" : `?${text}`}`;
}

/** Sends a request and returns the raw answer, whatever its status. */
export async function open(method: Method, path: string, options: RequestOptions = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  let body: BodyInit | null = null;
  if (options.raw !== undefined) {
    body = options.raw;
    headers["Content-Type"] ??= "application/octet-stream";
  } else if (options.body !== undefined) {
    body = JSON.stringify(options.body);
    headers["Content-Type"] = "application/json";
  }
  try {
    return await fetcher(address(path, options.query), {
      method,
      headers,
      body,
      credentials: "same-origin",
      cache: "no-store",
      signal: options.signal ?? null,
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError(0, { code: "network", detail: "The server could not be reached." });
  }
}

/** Sends a request; resolves with the parsed body, rejects with ApiError. */
export async function send<T>(method: Method, path: string, options: RequestOptions = {}): Promise<Reply<T>> {
  const response = await open(method, path, options);
  if (!response.ok) throw await errorOf(response);
  const text = await bodyOf(response, options.signal);
  return {
    status: response.status,
    body: (text === "" ? undefined : JSON.parse(text)) as T,
    cursor: response.headers.get("X-Taskflow-Cursor"),
  };
}

async function bodyOf(response: Response, signal: AbortSignal | undefined): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError(0, { code: "network", detail: "The connection was lost." });
  }
}

/** Reads a problem document; anything else becomes one. */
export async function errorOf(response: Response): Promise<ApiError> {
  let problem: Partial<Problem> = { title: response.statusText };
  try {
    const body: unknown = await response.json();
    if (typeof body === "object" && body !== null) problem = body;
  } catch {
    // A proxy's page is not a problem document; the status says enough.
  }
  const wait = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return new ApiError(response.status, problem, Number.isFinite(wait) ? wait : null);
}

/** GETs a path and returns the body. */
export async function get<T>(path: string, query?: RequestOptions["query"], signal?: AbortSignal): Promise<T> {
  const options: RequestOptions = {};
  if (query !== undefined) options.query = query;
  if (signal !== undefined) options.signal = signal;
  return (await send<T>("GET", path, options)).body;
}
