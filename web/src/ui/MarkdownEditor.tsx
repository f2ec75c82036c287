import { useDeferredValue, useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { Bold, Code, Italic, Link2, List, ListChecks, ListOrdered, TextQuote } from 'lucide-react';
import { t } from '../i18n';
import { Avatar } from './Avatar';
import type { AvatarPerson } from './Avatar';
import { cx } from './cx';
import { IconButton } from './IconButton';
import { continueList, countText, linkSelection, prefixLines, readableMentions, wrapSelection } from './markdownText';
import type { Selected } from './markdownText';
import { Textarea } from './Textarea';
import styles from './MarkdownEditor.module.css';

/** Properties of a MarkdownEditor. */
export type MarkdownEditorProps = {
  ref?: Ref<HTMLTextAreaElement>;
  value: string;
  onChange: (value: string) => void;
  label: string;
  placeholder?: string | undefined;
  /** Who can be mentioned. */
  people?: readonly (AvatarPerson & { id: string })[];
  /** Cmd Enter. */
  onSubmit?: (() => void) | undefined;
  onCancel?: (() => void) | undefined;
  onBlur?: (() => void) | undefined;
  autoFocus?: boolean;
  /** Without a frame: the page is the frame. */
  bare?: boolean;
  /** Buttons at the right of the toolbar. */
  actions?: ReactNode;
  maxCharacters?: number;
};

type Mention = { from: number; query: string };

const tools: readonly {
  label: 'bold' | 'italic' | 'code' | 'link' | 'bulleted_list' | 'numbered_list' | 'task_list' | 'quote';
  keys?: string;
  icon: ReactNode;
  edit: (selected: Selected) => Selected;
}[] = [
  {
    label: 'bold',
    keys: 'mod+b',
    icon: <Bold aria-hidden="true" />,
    edit: (selected) => wrapSelection(selected, '**'),
  },
  {
    label: 'italic',
    keys: 'mod+i',
    icon: <Italic aria-hidden="true" />,
    edit: (selected) => wrapSelection(selected, '_'),
  },
  { label: 'code', keys: 'mod+e', icon: <Code aria-hidden="true" />, edit: (selected) => wrapSelection(selected, '`') },
  { label: 'link', keys: 'mod+k', icon: <Link2 aria-hidden="true" />, edit: linkSelection },
  { label: 'bulleted_list', icon: <List aria-hidden="true" />, edit: (selected) => prefixLines(selected, '- ') },
  {
    label: 'numbered_list',
    icon: <ListOrdered aria-hidden="true" />,
    edit: (selected) => prefixLines(selected, '1. '),
  },
  { label: 'task_list', icon: <ListChecks aria-hidden="true" />, edit: (selected) => prefixLines(selected, '- [ ] ') },
  { label: 'quote', icon: <TextQuote aria-hidden="true" />, edit: (selected) => prefixLines(selected, '> ') },
];

/** The mention that is being typed before the caret. */
function findMention(text: string, caret: number): Mention | null {
  const found = /(?:^|[\s(])@([\p{L}\p{N}._-]*(?: [\p{L}\p{N}._-]*)?)$/u.exec(text.slice(0, caret));
  const query = found?.[1];
  return query === undefined ? null : { from: caret - query.length - 1, query };
}

/** Writes Markdown: a textarea that grows, a small toolbar, people after "@". */
export function MarkdownEditor({
  ref,
  value: stored,
  onChange,
  label,
  placeholder,
  people = [],
  onSubmit,
  onCancel,
  onBlur,
  autoFocus = false,
  bare = false,
  actions,
  maxCharacters,
}: MarkdownEditorProps) {
  const id = useId();
  const value = useMemo(() => readableMentions(stored), [stored]);
  const area = useRef<HTMLTextAreaElement | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [mention, setMention] = useState<Mention | null>(null);
  const [active, setActive] = useState(0);
  const counted = useDeferredValue(value);
  const counts = useMemo(() => countText(counted), [counted]);
  const found = useMemo(() => {
    if (!mention) return [];
    const query = mention.query.toLocaleLowerCase();
    return people
      .filter(
        (person) =>
          person.name
            .toLocaleLowerCase()
            .split(/\s+/)
            .some((word) => word.startsWith(query)) || person.name.toLocaleLowerCase().startsWith(query),
      )
      .slice(0, 6);
  }, [mention, people]);

  /** Edits through the browser, so that its own undo knows about it. */
  function apply(next: Selected): void {
    const element = area.current;
    if (!element) return;
    element.focus();
    element.select();
    if (!document.execCommand('insertText', false, next.text)) onChange(next.text);
    requestAnimationFrame(() => element.setSelectionRange(next.start, next.end));
  }

  function current(): Selected {
    const element = area.current;
    return { text: value, start: element?.selectionStart ?? value.length, end: element?.selectionEnd ?? value.length };
  }

  function complete(person: AvatarPerson): void {
    if (!mention) return;
    const inserted = `@${person.name} `;
    const caret = area.current?.selectionStart ?? value.length;
    const at = mention.from + inserted.length;
    apply({ text: value.slice(0, mention.from) + inserted + value.slice(caret), start: at, end: at });
    setMention(null);
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.nativeEvent.isComposing) return;
    const mod = event.metaKey || event.ctrlKey;
    if (mention && found.length > 0) {
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      const person = found[active];
      if (by !== 0) setActive((active + by + found.length) % found.length);
      else if ((event.key === 'Enter' || event.key === 'Tab') && !mod && person) complete(person);
      else if (event.key === 'Escape') setMention(null);
      else return;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const tool =
      mod && !event.shiftKey && !event.altKey
        ? tools.find((entry) => entry.keys === `mod+${event.key.toLowerCase()}`)
        : undefined;
    if (mod && event.key === 'Enter') onSubmit?.();
    else if (event.key === 'Escape' && onCancel) onCancel();
    else if (tool) apply(tool.edit(current()));
    else if (event.key === 'Enter' && !event.shiftKey && !mod) {
      const next = continueList(current());
      if (!next) return;
      apply(next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div
      ref={frame}
      className={cx(styles.editor, bare && styles.bare)}
      onBlur={(event) => {
        if (frame.current?.contains(event.relatedTarget)) return;
        setMention(null);
        onBlur?.();
      }}
    >
      <div className={styles.writing}>
        <Textarea
          ref={(element) => {
            area.current = element;
            if (typeof ref === 'function') return ref(element);
            if (ref) ref.current = element;
            return undefined;
          }}
          bare
          autoFocus={autoFocus}
          aria-label={label}
          aria-describedby={`${id}-counts`}
          {...(mention && found.length > 0
            ? {
                role: 'combobox',
                'aria-expanded': true,
                'aria-controls': `${id}-people`,
                'aria-activedescendant': `${id}-person-${active}`,
              }
            : {})}
          placeholder={placeholder}
          value={value}
          className={styles.area}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            onChange(event.target.value);
            setMention(people.length > 0 ? findMention(event.target.value, event.target.selectionStart) : null);
            setActive(0);
          }}
        />
        {mention && found.length > 0 && (
          <ul id={`${id}-people`} role="listbox" aria-label={t('ui.mention_someone')} className={styles.people}>
            {found.map((person, index) => (
              <li
                key={person.id}
                id={`${id}-person-${index}`}
                role="option"
                aria-selected={index === active}
                className={styles.person}
                onPointerMove={() => setActive(index)}
                onPointerDown={(event) => {
                  event.preventDefault();
                  complete(person);
                }}
              >
                <Avatar person={person} size={18} decorative />
                {person.name}
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className={styles.bar}>
        <div role="toolbar" aria-label={t('ui.formatting')} className={styles.tools}>
          {tools.map((tool) => (
            <IconButton
              key={tool.label}
              size="sm"
              label={t(`ui.${tool.label}`)}
              keys={tool.keys}
              icon={tool.icon}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => apply(tool.edit(current()))}
            />
          ))}
        </div>
        <span
          id={`${id}-counts`}
          className={styles.counts}
          data-over={maxCharacters !== undefined && counts.characters > maxCharacters ? '' : undefined}
        >
          {counts.characters > 0 &&
            `${t('ui.words', { count: counts.words })} · ${t('ui.characters', { count: counts.characters })}`}
        </span>
        {actions}
      </div>
    </div>
  );
}
