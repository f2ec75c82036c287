import { CloudCheck, CloudOff, CloudUpload, TriangleAlert } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { t } from '../../i18n';
import { useOnline, useSyncStatus } from '../../models/sync';
import { signInPath } from '../paths';
import styles from './SyncLine.module.css';

/** Whether what one does is saved, in a few words. */
export function SyncLine() {
  const status = useSyncStatus();
  // The browser often knows before the stream notices.
  const online = useOnline();
  const [path] = useLocation();
  if (status.paused !== null) {
    return (
      <p className={styles.line} data-tone="warning">
        <TriangleAlert aria-hidden="true" />
        <Link href={`${signInPath}?expired&next=${encodeURIComponent(path)}`}>{t('shell.paused')}</Link>
      </p>
    );
  }
  if (status.connection !== 'live' || !online) {
    const offline = status.connection === 'offline' || !online;
    const text = !offline
      ? t('shell.reconnecting')
      : status.waiting > 0
        ? t('shell.offline_waiting', { count: status.waiting })
        : t('shell.offline');
    return (
      <p className={styles.line} role="status" data-tone={offline ? 'warning' : undefined} title={text}>
        <CloudOff aria-hidden="true" />
        <span>{text}</span>
      </p>
    );
  }
  const sending = status.waiting > 0;
  return (
    <p
      className={styles.line}
      data-quiet={sending ? undefined : ''}
      title={t(status.secure ? 'shell.synced' : 'shell.insecure')}
    >
      {sending ? (
        <CloudUpload aria-hidden="true" />
      ) : status.secure ? (
        <CloudCheck aria-hidden="true" />
      ) : (
        <TriangleAlert aria-hidden="true" />
      )}
      <span>
        {sending ? t('shell.sending', { count: status.waiting }) : t(status.secure ? 'shell.synced' : 'shell.insecure')}
      </span>
    </p>
  );
}
