/** A place for a menu to stand at: the pointer. Positioning reads nothing of an anchor but its rectangle. */
export function pointAnchor(x: number, y: number): Element {
  return { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) } as Element;
}

/** The place where an element is now: a button that goes when the pointer leaves its card must not take its menu along. */
export function heldAnchor(element: Element): Element {
  const place = element.getBoundingClientRect();
  return { getBoundingClientRect: () => place } as Element;
}
