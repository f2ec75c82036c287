// Markdown as React elements. Nothing is ever parsed as HTML: raw HTML in the source is shown as text,
// links keep only schemes that cannot run code, images become links.
import { Fragment, memo, useMemo } from 'react';
import type { ReactNode } from 'react';
import type { ListItem, Nodes, PhrasingContent, Root, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { Link } from 'wouter';
import { t } from '../i18n';
import { cx } from './cx';
import { linkedTask, markText, mentionedMember, toggleTask } from './markdownText';
import styles from './Markdown.module.css';

/** Properties of a Markdown. */
export type MarkdownProps = {
  source: string;
  /** Names that `@name` may mean, longest match first. */
  people?: readonly { id: string; name: string }[] | undefined;
  /** Where a task leads, by its key (`WEB-42`) or its id (`[#10](task:ID)`); undefined leaves the text as it is. */
  taskHref?: ((ref: string) => string | undefined) | undefined;
  /** Takes the whole text with one box of a checklist switched. Without it the boxes are only shown. */
  onChange?: ((source: string) => void) | undefined;
  className?: string | undefined;
};

type Context = Pick<MarkdownProps, 'source' | 'people' | 'taskHref' | 'onChange'> & { /** The depth of its highest heading. */ top: number };

/** The address if it may be followed: http, https, mailto, or inside this application. */
export function safeHref(url: string): string | undefined {
  const trimmed = url.trim();
  if (/^(https?:\/\/|mailto:)/i.test(trimmed)) return trimmed;
  if (/^\/(?![/\\])/.test(trimmed) || trimmed.startsWith('#')) return trimmed;
  return undefined;
}

/** Shows Markdown. */
export const Markdown = memo(function Markdown({ source, people, taskHref, onChange, className }: MarkdownProps) {
  const tree = useMemo(() => parse(source), [source]);
  return (
    <div className={cx(styles.markdown, className)}>
      {renderAll(tree.children, { source, people, taskHref, onChange, top: highestHeading(tree) })}
    </div>
  );
});

function parse(source: string): Root {
  return fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

function highestHeading(tree: Root): number {
  return Math.min(6, ...tree.children.map((node) => (node.type === 'heading' ? node.depth : 6)));
}

function renderAll(nodes: readonly Nodes[], context: Context): ReactNode {
  return nodes.map((node, index) => {
    const next = nodes[index + 1];
    // The "@" of a stored mention belongs to the chip that follows.
    const before =
      node.type === 'text' &&
      next?.type === 'link' &&
      mentionedMember(next.url) !== undefined &&
      node.value.endsWith('@');
    return (
      <Fragment key={index}>{before ? renderText(node.value.slice(0, -1), context) : render(node, context)}</Fragment>
    );
  });
}

function render(node: Nodes, context: Context): ReactNode {
  switch (node.type) {
    case 'text':
      return renderText(node.value, context);
    case 'paragraph':
      return <p>{renderAll(node.children, context)}</p>;
    case 'heading': {
      // What is written stands under a heading of the page; its own highest heading comes next, whatever its depth.
      const Heading = `h${Math.min(6, Math.max(0, node.depth - context.top) + 3)}` as 'h3';
      return <Heading data-depth={node.depth}>{renderAll(node.children, context)}</Heading>;
    }
    case 'emphasis':
      return <em>{renderAll(node.children, context)}</em>;
    case 'strong':
      return <strong>{renderAll(node.children, context)}</strong>;
    case 'delete':
      return <del>{renderAll(node.children, context)}</del>;
    case 'inlineCode':
      return <code>{node.value}</code>;
    case 'code':
      return (
        <pre tabIndex={0}>
          <code>{node.value}</code>
        </pre>
      );
    case 'blockquote':
      return <blockquote>{renderAll(node.children, context)}</blockquote>;
    case 'list':
      return node.ordered ? (
        <ol start={node.start ?? 1}>{renderAll(node.children, context)}</ol>
      ) : (
        <ul data-tasks={node.children.some((item) => item.checked != null) ? '' : undefined}>
          {renderAll(node.children, context)}
        </ul>
      );
    case 'listItem':
      return renderItem(node, context);
    case 'link':
      return renderLink(node.url, node.children, context);
    case 'image':
      return renderLink(node.url, [{ type: 'text', value: t('ui.image', { name: node.alt || node.url }) }], context);
    case 'break':
      return <br />;
    case 'thematicBreak':
      return <hr />;
    case 'table':
      return renderTable(node, context);
    case 'html':
      return node.value;
    case 'linkReference':
    case 'footnoteReference':
    case 'imageReference':
      return context.source.slice(node.position?.start.offset, node.position?.end.offset);
    default:
      return null;
  }
}

function renderText(value: string, context: Context): ReactNode {
  return markText(value, context.people ?? []).map((piece, index) => {
    if (piece.kind === 'mention') {
      return (
        <span key={index} className={styles.mention}>
          {piece.text}
        </span>
      );
    }
    const href = piece.kind === 'task' ? context.taskHref?.(piece.text) : undefined;
    return href === undefined ? (
      piece.text
    ) : (
      <Link key={index} href={href} className={styles.task}>
        {piece.text}
      </Link>
    );
  });
}

function renderLink(url: string, children: readonly PhrasingContent[], context: Context): ReactNode {
  const member = mentionedMember(url);
  if (member !== undefined) {
    const name = context.people?.find((person) => person.id === member)?.name;
    return <span className={styles.mention}>@{name ?? renderAll(children, context)}</span>;
  }
  const task = linkedTask(url);
  const href = task === undefined ? safeHref(url) : context.taskHref?.(task);
  if (href === undefined) return renderAll(children, context);
  // There is no link inside a link.
  const inner = renderAll(children, { ...context, taskHref: undefined });
  if (href.startsWith('/')) {
    return (
      <Link href={href} className={task === undefined ? undefined : styles.task}>
        {inner}
      </Link>
    );
  }
  const outside = !href.startsWith('#');
  return (
    <a href={href} {...(outside ? { target: '_blank', rel: 'noopener noreferrer nofollow' } : {})}>
      {inner}
    </a>
  );
}

function renderItem(node: ListItem, context: Context): ReactNode {
  if (node.checked == null) return <li>{renderItemContent(node, context)}</li>;
  const offset = node.position?.start.offset;
  const { onChange } = context;
  return (
    <li data-checked={node.checked ? '' : undefined}>
      <input
        type="checkbox"
        checked={node.checked}
        disabled={!onChange}
        aria-label={context.source
          .slice(offset, node.position?.end.offset)
          .replace(/^.*?\]\s*/, '')
          .slice(0, 100)}
        onChange={() => {
          if (offset !== undefined) onChange?.(toggleTask(context.source, offset));
        }}
      />
      <div>{renderItemContent(node, context)}</div>
    </li>
  );
}

/** A tight list shows its paragraphs without the space between paragraphs. */
function renderItemContent(node: ListItem, context: Context): ReactNode {
  return node.children.map((child, index) => (
    <Fragment key={index}>
      {!node.spread && child.type === 'paragraph' ? renderAll(child.children, context) : render(child, context)}
    </Fragment>
  ));
}

function renderTable(node: Table, context: Context): ReactNode {
  const [head, ...rows] = node.children;
  return (
    <div className={styles.table} tabIndex={0} role="group">
      <table>
        <thead>
          <tr>
            {head?.children.map((cell, index) => (
              <th key={index} data-align={node.align?.[index] ?? undefined}>
                {renderAll(cell.children, context)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, rowIndex) => (
            <tr key={rowIndex}>
              {row.children.map((cell, index) => (
                <td key={index} data-align={node.align?.[index] ?? undefined}>
                  {renderAll(cell.children, context)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
