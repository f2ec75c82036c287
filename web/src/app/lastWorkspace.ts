const remembered = 'taskflow.workspace';

/** The slug of the workspace of the last visit. */
export function lastWorkspace(): string | null {
  try {
    return localStorage.getItem(remembered);
  } catch {
    return null;
  }
}

/** Remembers where a person is for the next visit. */
export function rememberWorkspace(slug: string): void {
  try {
    localStorage.setItem(remembered, slug);
  } catch {
    // Without storage the first workspace is opened.
  }
}
