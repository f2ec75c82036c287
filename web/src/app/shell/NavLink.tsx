import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { Kbd } from '../../ui/Kbd';
import styles from './Sidebar.module.css';

/** A row of a sidebar that leads somewhere. */
export function NavLink({
  href,
  within = href,
  icon,
  keys,
  aside,
  children,
}: {
  href: string;
  /** The row is current on every address that begins with it. */ within?: string;
  icon: ReactNode;
  keys?: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  const [path] = useLocation();
  const current = path === within || path.startsWith(`${within}/`);
  return (
    <div className={styles.row} data-current={current ? '' : undefined}>
      <Link href={href} className={styles.link} aria-current={current ? 'page' : undefined}>
        <span className={styles.icon}>{icon}</span>
        <span className={styles.text}>{children}</span>
        {keys && <Kbd keys={keys} className={styles.keys} />}
      </Link>
      {aside}
    </div>
  );
}
