import { t } from '../i18n';
import styles from './PriorityIcon.module.css';

/** How much a task presses. */
export type Priority = 'none' | 'low' | 'medium' | 'high' | 'urgent';

/** The priorities in the order in which they are offered. */
export const priorities: readonly Priority[] = ['urgent', 'high', 'medium', 'low', 'none'];

const bars: Readonly<Record<Priority, number>> = { none: 0, low: 1, medium: 2, high: 3, urgent: 0 };

/** The sign of a priority: bars that rise; urgent is the only one with a colour. */
export function PriorityIcon({
  priority,
  size = 16,
  decorative = true,
}: {
  priority: Priority;
  size?: number;
  decorative?: boolean;
}) {
  const label = decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': t(`ui.priority_${priority}`) };
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="currentColor" className={styles[priority]} {...label}>
      {priority === 'urgent' && (
        <path
          fillRule="evenodd"
          d="M4 1.5A2.5 2.5 0 0 0 1.5 4v8A2.5 2.5 0 0 0 4 14.5h8a2.5 2.5 0 0 0 2.5-2.5V4A2.5 2.5 0 0 0 12 1.5zM7 4.4h2L8.7 9H7.3zm1 5.8a1 1 0 1 1 0 2 1 1 0 0 1 0-2"
        />
      )}
      {priority === 'none' && (
        <>
          <rect x="1.75" y="7.25" width="3" height="1.5" rx="0.5" />
          <rect x="6.5" y="7.25" width="3" height="1.5" rx="0.5" />
          <rect x="11.25" y="7.25" width="3" height="1.5" rx="0.5" />
        </>
      )}
      {priority !== 'urgent' && priority !== 'none' && (
        <>
          <rect x="1.75" y="9" width="3" height="5" rx="1" />
          <rect x="6.5" y="5.75" width="3" height="8.25" rx="1" opacity={bars[priority] > 1 ? 1 : 0.32} />
          <rect x="11.25" y="2.5" width="3" height="11.5" rx="1" opacity={bars[priority] > 2 ? 1 : 0.32} />
        </>
      )}
    </svg>
  );
}
