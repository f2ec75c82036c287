import { t } from '../i18n';
import styles from './StatusIcon.module.css';

/** What a column means for the tasks in it. */
export type Category = 'backlog' | 'todo' | 'in_progress' | 'done' | 'cancelled';

/** The categories in the order of work. */
export const categories: readonly Category[] = ['backlog', 'todo', 'in_progress', 'done', 'cancelled'];

/** The sign of a category: a circle that fills as work goes on. */
export function StatusIcon({
  category,
  size = 14,
  decorative = true,
}: {
  category: Category;
  size?: number;
  decorative?: boolean;
}) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 14 14"
      fill="none"
      className={styles[category]}
      {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': t(`ui.category_${category}`) })}
    >
      {category === 'done' || category === 'cancelled' ? (
        <circle cx="7" cy="7" r="7" fill="currentColor" />
      ) : (
        <circle
          cx="7"
          cy="7"
          r="6"
          stroke="currentColor"
          strokeWidth="1.75"
          {...(category === 'backlog' ? { strokeDasharray: '1.5 2.27', strokeLinecap: 'round' as const } : {})}
        />
      )}
      {category === 'in_progress' && <path d="M7 3.6a3.4 3.4 0 0 1 0 6.8z" fill="currentColor" />}
      {category === 'done' && (
        <path
          d="m4.2 7.2 2 2 3.7-4"
          className={styles.mark}
          strokeWidth="1.75"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )}
      {category === 'cancelled' && (
        <path d="m4.9 4.9 4.2 4.2m0-4.2L4.9 9.1" className={styles.mark} strokeWidth="1.75" strokeLinecap="round" />
      )}
    </svg>
  );
}
