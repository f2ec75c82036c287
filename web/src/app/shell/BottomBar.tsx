import { CircleUserRound, Folders, Menu as MenuIcon, Plus, Search } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { t } from '../../i18n';
import { useMayCreateTasks } from '../../models/project';
import { useOnline, useSyncStatus } from '../../models/sync';
import { runShortcut } from '../../shortcuts/bind';
import { pagePath } from '../paths';
import styles from './BottomBar.module.css';
import { useSlug } from './slug';
import { SyncLine } from './SyncLine';

/** The way around on a phone. */
export function BottomBar({ menuOpen, onMenu }: { menuOpen: boolean; onMenu: () => void }) {
  const slug = useSlug();
  const [path] = useLocation();
  const status = useSyncStatus();
  const canWrite = useMayCreateTasks();
  const online = useOnline();
  const myTasks = pagePath(slug, 'my-tasks');
  const projects = pagePath(slug, 'projects');
  const trouble = status.connection === 'offline' || !online || status.paused !== null;
  return (
    <div className={styles.bar}>
      {trouble && (
        <div className={styles.trouble}>
          <SyncLine />
        </div>
      )}
      <nav aria-label={t('shell.navigation')} className={styles.items}>
        <Link href={myTasks} className={styles.item} aria-current={path === myTasks ? 'page' : undefined}>
          <CircleUserRound aria-hidden="true" />
          {t('shell.my_tasks')}
        </Link>
        <Link
          href={projects}
          className={styles.item}
          aria-current={path === projects || path.startsWith(`/${slug}/project/`) ? 'page' : undefined}
        >
          <Folders aria-hidden="true" />
          {t('shell.projects')}
        </Link>
        {canWrite && (
          <button
            type="button"
            className={styles.add}
            aria-label={t('shell.new_task')}
            onClick={() => runShortcut('app.new_task')}
          >
            <Plus aria-hidden="true" />
          </button>
        )}
        <button type="button" className={styles.item} onClick={() => runShortcut('app.palette')}>
          <Search aria-hidden="true" />
          {t('shell.search')}
        </button>
        <button type="button" className={styles.item} aria-expanded={menuOpen} onClick={onMenu}>
          <MenuIcon aria-hidden="true" />
          {t('shell.menu')}
        </button>
      </nav>
    </div>
  );
}
