/** A place for a menu to stand at: the pointer. Positioning reads nothing of an anchor but its rectangle. */
export function pointAnchor(x: number, y: number): Element {
  return { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) } as Element;
}
