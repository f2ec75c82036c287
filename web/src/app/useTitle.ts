import { useEffect } from 'react';
import { t } from '../i18n';

/** Names the browser's tab while a screen is shown. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (!title) return undefined;
    document.title = `${title} · ${t('app.name')}`;
    return () => {
      document.title = t('app.name');
    };
  }, [title]);
}
