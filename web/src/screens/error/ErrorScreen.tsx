import { CloudOff, RefreshCw, TriangleAlert } from 'lucide-react';
import { PartMissing } from '../../app/lazyScreen';
import { t } from '../../i18n';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import styles from './ErrorScreen.module.css';

/** What stands in place of a screen that failed. */
export function ErrorScreen({
  error,
  nested = false,
}: {
  error: unknown;
  /** Inside the shell, which has the main part of the page. */ nested?: boolean;
}) {
  const Frame = nested ? 'div' : 'main';
  const missing = error instanceof PartMissing;
  const reload = (
    <Button variant="primary" icon={<RefreshCw aria-hidden="true" />} onClick={() => location.reload()}>
      {t('app.reload')}
    </Button>
  );
  if (missing) {
    return (
      <Frame className={styles.page}>
        <EmptyState
          heading
          icon={<RefreshCw />}
          title={t(navigator.onLine ? 'app.new_version_title' : 'app.unreachable_title')}
          text={t(navigator.onLine ? 'app.new_version_text' : 'app.unreachable_text')}
          action={reload}
        />
      </Frame>
    );
  }
  const details = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return (
    <Frame className={styles.page}>
      <EmptyState
        heading
        icon={<TriangleAlert />}
        title={t('app.error_title')}
        text={t('app.error_text')}
        action={reload}
      />
      <details className={styles.details}>
        <summary>{t('app.error_details')}</summary>
        <pre tabIndex={0}>{details}</pre>
      </details>
    </Frame>
  );
}

/** What stands in place of everything when the server does not answer and nothing is remembered. */
export function Unreachable({ onRetry }: { onRetry: () => void }) {
  return (
    <main className={styles.page}>
      <EmptyState
        heading
        icon={<CloudOff />}
        title={t('app.unreachable_title')}
        text={t('app.unreachable_text')}
        action={
          <Button variant="primary" onClick={onRetry}>
            {t('app.try_again')}
          </Button>
        }
      />
    </main>
  );
}
