// Cards that others move glide to their new place (FLIP: only transforms, from known offsets, so nothing has to
// be measured before a change). It never touches focus, and people who prefer less motion see none of it.

/** Where a card was painted last: its column, and its offset in that column's content. */
type Place = { column: string; y: number };

/** The scrolling list of a column. */
type Lists = (column: string) => HTMLElement | null;

const duration = 240;
const easing = 'cubic-bezier(0.2, 0.8, 0.2, 1)';
/** More cards than this at once are a reload or a bulk edit, not a move to follow with the eye. */
const crowd = 24;

/** Remembers where the cards of a board are and animates those that changed place. */
export class BoardMotion {
  private readonly places = new Map<string, Place>();
  private readonly skipped = new Set<string>();
  private readonly lists: Lists;

  constructor(lists: Lists) {
    this.lists = lists;
  }

  /** The next move of this card is the person's own drop: it is there already. */
  skip(card: string): void {
    this.skipped.add(card);
    setTimeout(() => this.skipped.delete(card), 1000);
  }

  /** Called after each paint of a column with the cards it shows; `moved` when its order changed. */
  settle(column: string, cards: readonly { id: string; y: number; element: HTMLElement | null; added: boolean }[], moved: boolean): void {
    const animated = moved && !matchMedia('(prefers-reduced-motion: reduce)').matches;
    const changes = animated ? cards.filter((card) => this.changed(column, card)) : [];
    for (const card of changes.length > crowd ? [] : changes) {
      const before = this.places.get(card.id);
      if (!card.element || this.skipped.has(card.id)) continue;
      if (before?.column === column) glide(card.element, 0, before.y - card.y);
      else if (before) this.fly(card.element, before, card);
      else if (card.added) appear(card.element);
    }
    for (const card of cards) this.places.set(card.id, { column, y: card.y });
  }

  private changed(column: string, card: { id: string; y: number; added: boolean }): boolean {
    const before = this.places.get(card.id);
    if (!before) return card.added;
    return before.column !== column || Math.abs(before.y - card.y) > 1;
  }

  /** Between columns a copy flies over the board, because a column clips what is outside of it. */
  private fly(element: HTMLElement, before: Place, card: { id: string; y: number }): void {
    const source = this.lists(before.column);
    if (!source) return appear(element);
    const list = source.getBoundingClientRect();
    const to = element.getBoundingClientRect();
    const y = list.top + before.y - source.scrollTop;
    if (y < list.top - to.height || y > list.bottom || to.top > innerHeight || to.left > innerWidth || to.right < 0) return appear(element);
    const x = list.left + (to.left - (element.closest('[data-list]')?.getBoundingClientRect().left ?? to.left));
    const copy = element.cloneNode(true) as HTMLElement;
    copy.setAttribute('aria-hidden', 'true');
    copy.inert = true;
    delete copy.dataset['task'];
    Object.assign(copy.style, { position: 'fixed', left: `${to.left}px`, top: `${to.top}px`, width: `${to.width}px`, margin: '0', zIndex: '30', pointerEvents: 'none' });
    document.body.append(copy);
    element.animate([{ opacity: 0 }, { opacity: 0 }], { duration });
    const flight = copy.animate([{ transform: `translate(${x - to.left}px, ${y - to.top}px)` }, { transform: 'none' }], { duration, easing });
    for (const ending of ['finish', 'cancel']) flight.addEventListener(ending, () => copy.remove());
    this.places.set(card.id, before);
  }
}

function glide(element: HTMLElement, dx: number, dy: number): void {
  element.animate([{ transform: `translate(${dx}px, ${dy}px)` }, { transform: 'none' }], { duration, easing });
}

function appear(element: HTMLElement): void {
  element.animate([{ opacity: 0, transform: 'scale(0.97)' }, { opacity: 1, transform: 'none' }], { duration: 180, easing });
}
