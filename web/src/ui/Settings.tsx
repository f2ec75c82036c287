import { useId } from 'react';
import type { ReactNode } from 'react';
import { Page, PageBody } from './Page';
import styles from './Settings.module.css';

/** A page of settings: a title, a sentence, groups. */
export function SettingsPage({
  title,
  text,
  actions,
  reading = false,
  children,
}: {
  title: string;
  text?: ReactNode;
  actions?: ReactNode;
  reading?: boolean;
  children: ReactNode;
}) {
  return (
    <Page>
      <PageBody narrow reading={reading}>
        <header className={styles.header}>
          <div className={styles.heading}>
            <h1 className={styles.title}>{title}</h1>
            {text && <p className={styles.text}>{text}</p>}
          </div>
          {actions}
        </header>
        <div className={styles.groups}>{children}</div>
      </PageBody>
    </Page>
  );
}

/** Settings that belong together, on one card. */
export function SettingsGroup({
  title,
  text,
  actions,
  plain = false,
  children,
}: {
  title?: string;
  text?: ReactNode;
  actions?: ReactNode;
  /** Without the card, for lists that bring their own. */ plain?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={styles.group} aria-labelledby={title ? id : undefined}>
      {title && (
        <div className={styles.groupHeader}>
          <div className={styles.heading}>
            <h2 id={id} className={styles.groupTitle}>
              {title}
            </h2>
            {text && <p className={styles.text}>{text}</p>}
          </div>
          {actions}
        </div>
      )}
      <div className={plain ? undefined : styles.card}>{children}</div>
    </section>
  );
}

/** One setting: what it is on the left, its control on the right. */
export function SettingsRow({
  label,
  hint,
  wide = false,
  children,
}: {
  label: ReactNode;
  hint?: ReactNode;
  wide?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        <span className={styles.label}>{label}</span>
        {hint && <span className={styles.hint}>{hint}</span>}
      </div>
      {children && <div className={wide ? styles.wide : styles.control}>{children}</div>}
    </div>
  );
}

/** A row that holds anything. */
export function SettingsCell({ children }: { children: ReactNode }) {
  return <div className={styles.cell}>{children}</div>;
}

/** An entry of a list: a picture, a name, a quiet line, and what can be done with it. */
export function ListRow({
  picture,
  title,
  text,
  aside,
  actions,
}: {
  picture?: ReactNode;
  title: ReactNode;
  text?: ReactNode;
  aside?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <li className={styles.entry}>
      {picture && <span className={styles.picture}>{picture}</span>}
      <span className={styles.words}>
        <span className={styles.entryTitle}>{title}</span>
        {text && <span className={styles.hint}>{text}</span>}
      </span>
      {aside && <span className={styles.aside}>{aside}</span>}
      {actions && <span className={styles.actions}>{actions}</span>}
    </li>
  );
}
