import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

/** What stands where nothing is: one sentence, one act (with its shortcut on the button). */
export function EmptyState({
  icon,
  title,
  text,
  action,
  heading = false,
}: {
  icon?: ReactNode;
  title: ReactNode;
  text?: ReactNode;
  action?: ReactNode;
  /** The title is the heading of the page. */ heading?: boolean;
}) {
  return (
    <div className={styles.empty}>
      {icon && (
        <span className={styles.icon} aria-hidden="true">
          {icon}
        </span>
      )}
      {heading ? <h1 className={styles.title}>{title}</h1> : <p className={styles.title}>{title}</p>}
      {text && <p className={styles.text}>{text}</p>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}
