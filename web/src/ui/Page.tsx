import type { ReactNode } from 'react';
import { cx } from './cx';
import styles from './Page.module.css';

/** A screen inside the shell: a header that stays and a body that scrolls. */
export function Page({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={cx(styles.page, className)}>{children}</div>;
}

/** The bar at the top of a screen: what it is on the left, what can be done on the right. */
export function PageHeader({
  icon,
  title,
  children,
  actions,
}: {
  icon?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className={styles.header}>
      {icon && <span className={styles.icon}>{icon}</span>}
      <h1 className={styles.title}>{title}</h1>
      {children}
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}

/** The part of a screen that scrolls. `narrow` keeps forms and texts to a readable width. */
export function PageBody({
  narrow = false,
  reading = false,
  className,
  children,
}: {
  narrow?: boolean;
  /** Only to be read: then the keyboard needs it to scroll. */ reading?: boolean;
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className={styles.body} tabIndex={reading ? 0 : -1}>
      <div className={cx(narrow && styles.narrow, className)}>{children}</div>
    </div>
  );
}
