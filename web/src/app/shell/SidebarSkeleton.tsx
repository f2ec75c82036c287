import { Skeleton } from '../../ui/Skeleton';
import styles from './Sidebar.module.css';

/** The shape of the sidebar before its rows are here. */
export function SidebarSkeleton() {
  return (
    <div className={styles.sidebar} aria-hidden="true">
      <div className={styles.top}>
        <Skeleton width={120} height={16} />
      </div>
      <div className={styles.skeleton}>
        {[70, 96, 0, 120, 84, 104].map((width, index) => (
          <Skeleton key={index} width={width} />
        ))}
      </div>
    </div>
  );
}
