import { useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { X } from 'lucide-react';
import { t } from '../../i18n';
import { completeMark, findMark, suggest } from '../../quickadd/complete';
import type { Mark } from '../../quickadd/complete';
import type { Known, Piece } from '../../quickadd/parse';
import { Textarea } from '../../ui/Textarea';
import styles from './QuickLine.module.css';

/** Properties of a QuickLine. */
export type QuickLineProps = {
  ref: Ref<HTMLTextAreaElement>;
  value: string;
  onChange: (line: string) => void;
  pieces: readonly Piece[];
  known: Known;
  describedBy: string;
  onSubmit: () => void;
  onIgnore: (text: string) => void;
};

const priorities = ['urgent', 'high', 'medium', 'low'];

/** The line of quick add: what is recognised is marked in it, and marks are completed while one types. */
export function QuickLine({ ref, value, onChange, pieces, known, describedBy, onSubmit, onIgnore }: QuickLineProps) {
  const id = useId();
  const own = useRef<HTMLTextAreaElement | null>(null);
  const caretTo = useRef<number | null>(null);
  const [mark, setMark] = useState<Mark | null>(null);
  const [active, setActive] = useState(0);
  const offered = useMemo(() => {
    if (!mark) return [];
    const names = { '@': known.people, '#': known.projects.filter((_, index) => index % 2 === 0), '*': known.labels, '>': known.columns, '!': priorities }[mark.sign];
    const found = suggest(mark.query, names);
    // What is complete already needs no offer.
    return found.length === 1 && found[0]?.toLowerCase() === mark.query.toLowerCase() ? [] : found;
  }, [mark, known]);

  useLayoutEffect(() => {
    if (caretTo.current === null) return;
    own.current?.setSelectionRange(caretTo.current, caretTo.current);
    caretTo.current = null;
  });

  function complete(name: string): void {
    if (!mark) return;
    const next = completeMark(value, mark, name);
    caretTo.current = next.caret;
    setMark(null);
    onChange(next.line);
    own.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.nativeEvent.isComposing) return;
    const mod = event.metaKey || event.ctrlKey;
    if (offered.length > 0 && !mod) {
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      const name = offered[active];
      if (by !== 0) setActive((active + by + offered.length) % offered.length);
      else if ((event.key === 'Enter' || event.key === 'Tab') && name !== undefined) complete(name);
      else if (event.key === 'Escape') {
        setMark(null);
        event.nativeEvent.stopImmediatePropagation();
      } else return;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      onSubmit();
    } else if (event.key === 'Backspace' && event.currentTarget.selectionStart === event.currentTarget.selectionEnd) {
      // The first Backspace behind a marked piece takes the mark off, not the text.
      const piece = pieces.find((one) => one.end === event.currentTarget.selectionStart);
      if (!piece || piece.kind === 'label') return;
      event.preventDefault();
      onIgnore(value.slice(piece.start, piece.end));
    }
  }

  const open = offered.length > 0;
  return (
    <div className={styles.line}>
      <div className={styles.writing}>
        <div className={styles.mirror} aria-hidden="true">
          {marked(value, pieces)}
        </div>
        <Textarea
          ref={(element) => {
            own.current = element;
            if (typeof ref === 'function') ref(element);
            else if (ref) ref.current = element;
          }}
          bare
          autoFocus
          rows={1}
          aria-label={t('quick_add.task')}
          aria-describedby={describedBy}
          {...(open ? { 'aria-autocomplete': 'list' as const, 'aria-haspopup': 'listbox' as const, 'aria-controls': `${id}-list`, 'aria-activedescendant': `${id}-${active}` } : {})}
          placeholder={t('quick_add.placeholder')}
          value={value}
          maxLength={700}
          className={styles.text}
          onKeyDown={onKeyDown}
          onBlur={() => setMark(null)}
          onChange={(event) => {
            const line = event.target.value.replaceAll('\n', ' ');
            onChange(line);
            setMark(findMark(line, event.target.selectionStart));
            setActive(0);
          }}
        />
        {open && (
          <ul id={`${id}-list`} role="listbox" aria-label={t('quick_add.suggestions')} className={styles.offers}>
            {offered.map((name, index) => (
              <li
                key={name}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === active}
                className={styles.offer}
                onPointerMove={() => setActive(index)}
                onPointerDown={(event) => {
                  event.preventDefault();
                  complete(name);
                }}
              >
                <span className={styles.sign}>{mark?.sign}</span>
                {name}
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className={styles.pieces}>
        {pieces.map((piece) => {
          const text = value.slice(piece.start, piece.end);
          return (
            <button key={piece.start} type="button" className={styles.piece} aria-label={t('quick_add.dismiss_piece', { text })} title={t('quick_add.dismiss_piece', { text })} onClick={() => onIgnore(text)}>
              {text}
              <X aria-hidden="true" />
            </button>
          );
        })}
      </div>
    </div>
  );
}

/** The line with its recognised pieces marked, painted behind the field. */
function marked(line: string, pieces: readonly Piece[]): ReactNode {
  const sorted = [...pieces].sort((a, b) => a.start - b.start);
  const parts: ReactNode[] = [];
  let at = 0;
  for (const piece of sorted) {
    parts.push(line.slice(at, piece.start));
    parts.push(
      <mark key={piece.start} data-kind={piece.kind}>
        {line.slice(piece.start, piece.end)}
      </mark>,
    );
    at = piece.end;
  }
  parts.push(`${line.slice(at)}\u200b`);
  return parts;
}
