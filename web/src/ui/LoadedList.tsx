import type { ReactNode } from 'react';
import { t } from '../i18n';
import { Button } from './Button';
import { EmptyState } from './EmptyState';
import { SkeletonRows } from './Skeleton';
import styles from './LoadedList.module.css';

/** A list on a card that may still be on its way, have failed, or be empty. */
export function LoadedList<T>({
  state,
  empty,
  children,
}: {
  state:
    | { status: 'loading' }
    | { status: 'failed'; failure: string; reload: () => void }
    | { status: 'ready'; value: readonly T[] };
  empty: ReactNode;
  children: (item: T) => ReactNode;
}) {
  if (state.status === 'loading') {
    return (
      <div className={styles.loading}>
        <SkeletonRows rows={3} />
      </div>
    );
  }
  if (state.status === 'failed') {
    return <EmptyState title={state.failure} action={<Button onClick={state.reload}>{t('app.try_again')}</Button>} />;
  }
  if (state.value.length === 0) return empty;
  return <ul>{state.value.map((item) => children(item))}</ul>;
}
