/** The painted cards of a column by the id of their task. */
export function columnCards(list: HTMLElement | null): Map<string, HTMLElement> {
  const found = new Map<string, HTMLElement>();
  for (const element of list?.querySelectorAll<HTMLElement>('[data-task]') ?? []) found.set(element.dataset['task'] ?? '', element);
  return found;
}

/** The link that is a card's place for the focus. */
export function cardLink(board: HTMLElement | null, id: string): HTMLElement | null {
  return board?.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`) ?? null;
}
