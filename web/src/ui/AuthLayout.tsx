import type { FormEvent, ReactNode } from 'react';
import { CircleAlert, Info } from 'lucide-react';
import { Logo } from './Logo';
import styles from './AuthLayout.module.css';

/** A page with one form in the middle: signing in, the first workspace. */
export function AuthLayout({
  title,
  text,
  footer,
  children,
}: {
  title: ReactNode;
  text?: ReactNode;
  footer?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <main className={styles.page}>
      <div className={styles.column}>
        <Logo size={40} />
        <h1 className={styles.title}>{title}</h1>
        {text && <p className={styles.text}>{text}</p>}
        <div className={styles.content}>{children}</div>
        {footer && <div className={styles.footer}>{footer}</div>}
      </div>
    </main>
  );
}

/** The fields of such a page. */
export function AuthForm({ onSubmit, children }: { onSubmit: (event: FormEvent) => void; children: ReactNode }) {
  return (
    <form className={styles.form} onSubmit={onSubmit} noValidate>
      {children}
    </form>
  );
}

/** A sentence that stands out: what went wrong, or what to know before going on. */
export function Notice({
  tone = 'neutral',
  children,
}: {
  tone?: 'neutral' | 'danger' | 'warning';
  children: ReactNode;
}) {
  return (
    <div role={tone === 'danger' ? 'alert' : undefined} className={styles.notice} data-tone={tone}>
      {tone === 'neutral' ? <Info aria-hidden="true" /> : <CircleAlert aria-hidden="true" />}
      <span>{children}</span>
    </div>
  );
}
