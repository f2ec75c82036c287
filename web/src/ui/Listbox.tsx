// A list in which the keyboard moves a highlight while the focus stays in a text field (or on the list
// itself): the body of every picker and of the command palette.
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Check, Plus, Search } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { t } from '../i18n';
import { cx } from './cx';
import { Kbd } from './Kbd';
import styles from './Listbox.module.css';

/** One thing to choose. */
export type Option = {
  id: string;
  label: string;
  icon?: ReactNode;
  /** A quiet note after the label. */
  note?: string;
  /** The keys that choose it, as in Kbd. */
  keys?: string | undefined;
  /** More words by which it is found. */
  words?: string;
  /** The title of its group; options of a group follow one another. */
  group?: string;
  disabled?: boolean;
};

/** Properties of a Listbox. */
export type ListboxProps = {
  label: string;
  options: readonly Option[];
  /** Ids that carry a check mark. */
  selected?: readonly string[] | undefined;
  multiple?: boolean;
  onChoose: (id: string) => void;
  /** With a field to type in. Without it, letters jump to what begins with them. */
  searchable?: boolean;
  placeholder?: string | undefined;
  /** Offers to make what was typed and not found. */
  onCreate?: ((name: string) => void) | undefined;
  /** Takes over the search: options are then shown as given. */
  onQueryChange?: ((query: string) => void) | undefined;
  emptyText?: string | undefined;
  /** Stands under the list. */
  footer?: ReactNode;
  size?: 'md' | 'lg';
  className?: string | undefined;
};

const createId = '\u0000create';

/** How well an option fits what was typed; 0 is not at all. */
export function matchScore(option: Pick<Option, 'label' | 'words'>, query: string): number {
  if (query === '') return 1;
  const label = fold(option.label);
  if (label === query) return 100;
  if (label.startsWith(query)) return 80;
  if (label.includes(` ${query}`)) return 60;
  if (label.includes(query)) return 40;
  const all = option.words ? `${label} ${fold(option.words)}` : label;
  if (query.split(/\s+/).every((word) => all.includes(word))) return 20;
  return 0;
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

/** A searchable list of options. */
export function Listbox({
  label,
  options,
  selected = [],
  multiple = false,
  onChoose,
  searchable = true,
  placeholder,
  onCreate,
  onQueryChange,
  emptyText,
  footer,
  size = 'md',
  className,
}: ListboxProps) {
  const id = useId();
  const [query, setQuery] = useState('');
  const shown = useMemo(() => {
    const folded = fold(query.trim());
    if (onQueryChange || folded === '') return [...options];
    const found = options
      .map((option, index) => ({ option, index, score: matchScore(option, folded) }))
      .filter((entry) => entry.score > 0);
    found.sort((a, b) => b.score - a.score || a.index - b.index);
    return found.map((entry) => entry.option);
  }, [options, query, onQueryChange]);
  const name = query.trim();
  const creatable = onCreate && name !== '' && !options.some((option) => fold(option.label) === fold(name));
  const rows: Option[] = creatable
    ? [...shown, { id: createId, label: t('ui.create_named', { name }), icon: <Plus aria-hidden="true" /> }]
    : shown;

  const [active, setActive] = useState(() =>
    Math.max(
      0,
      options.findIndex((option) => selected.includes(option.id)),
    ),
  );
  const list = useRef<HTMLDivElement>(null);
  const activeRow = rows[Math.min(active, rows.length - 1)];

  useLayoutEffect(() => {
    list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  }, [active, query]);

  const typed = useRef({ text: '', at: 0 });
  useEffect(() => {
    if (!searchable) list.current?.focus();
  }, [searchable]);

  function choose(option: Option | undefined): void {
    if (!option || option.disabled) return;
    if (option.id === createId) onCreate?.(name);
    else onChoose(option.id);
    if (multiple && query !== '') changeQuery('');
  }

  function changeQuery(next: string): void {
    setQuery(next);
    setActive(0);
    onQueryChange?.(next);
  }

  function step(by: number): void {
    if (rows.length === 0) return;
    let next = active;
    do next = (next + by + rows.length) % rows.length;
    while (rows[next]?.disabled && next !== active);
    setActive(next);
  }

  function jumpTo(letter: string): void {
    const now = performance.now();
    const text = now - typed.current.at < 700 ? typed.current.text + letter : letter;
    typed.current = { text, at: now };
    const found = rows.findIndex((row) => fold(row.label).startsWith(fold(text)));
    if (found >= 0) setActive(found);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const control = event.ctrlKey && !event.metaKey;
    if (event.key === 'ArrowDown' || (control && event.key === 'n')) step(1);
    else if (event.key === 'ArrowUp' || (control && event.key === 'p')) step(-1);
    else if (event.key === 'Home' && !searchable) setActive(0);
    else if (event.key === 'End' && !searchable) setActive(rows.length - 1);
    else if (event.key === 'PageDown') setActive(Math.min(active + 8, rows.length - 1));
    else if (event.key === 'PageUp') setActive(Math.max(active - 8, 0));
    else if (event.key === 'Enter' || (event.key === ' ' && !searchable)) choose(activeRow);
    else {
      if (!searchable && event.key.length === 1 && !event.metaKey && !event.ctrlKey && !event.altKey) jumpTo(event.key);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  const activeId = activeRow ? `${id}-${rows.indexOf(activeRow)}` : undefined;
  let lastGroup: string | undefined;
  return (
    <div className={cx(styles.listbox, styles[size], className)}>
      {searchable && (
        <div className={styles.search}>
          {size === 'lg' && <Search aria-hidden="true" />}
          <input
            autoFocus
            role="combobox"
            aria-label={label}
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={activeId}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            placeholder={placeholder ?? t('ui.search')}
            value={query}
            onChange={(event) => changeQuery(event.target.value)}
            onKeyDown={onKeyDown}
            className={styles.input}
          />
        </div>
      )}
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        aria-multiselectable={multiple || undefined}
        tabIndex={searchable ? -1 : 0}
        {...(searchable ? {} : { onKeyDown, 'aria-activedescendant': activeId })}
        className={styles.list}
      >
        {rows.map((option, index) => {
          const heading = option.group !== lastGroup && query === '' ? option.group : undefined;
          lastGroup = option.group;
          const isActive = option === activeRow;
          return (
            <div key={option.id} role="presentation">
              {heading && (
                <div className={styles.group} role="presentation">
                  {heading}
                </div>
              )}
              <div
                id={`${id}-${index}`}
                role="option"
                aria-selected={selected.includes(option.id)}
                aria-disabled={option.disabled || undefined}
                data-active={isActive ? '' : undefined}
                className={styles.option}
                onPointerMove={() => {
                  if (!isActive && !option.disabled) setActive(index);
                }}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => choose(option)}
              >
                {multiple && option.id !== createId && (
                  <span className={styles.box} data-checked={selected.includes(option.id) ? '' : undefined}>
                    <Check aria-hidden="true" />
                  </span>
                )}
                {option.icon !== undefined && <span className={styles.icon}>{option.icon}</span>}
                <span className={styles.label}>{option.label}</span>
                {option.note && <span className={styles.note}>{option.note}</span>}
                {!multiple && selected.includes(option.id) && <Check className={styles.check} aria-hidden="true" />}
                {option.keys && <Kbd keys={option.keys} />}
              </div>
            </div>
          );
        })}
        {rows.length === 0 && (
          <div className={styles.empty}>
            {name === '' ? (emptyText ?? t('ui.nothing_here')) : t('ui.no_results', { query: name })}
          </div>
        )}
      </div>
      {footer}
    </div>
  );
}
