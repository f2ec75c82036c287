import { useEffect } from 'react';
import { t } from '../../i18n';
import { readInstance } from '../../models/session';
import { showToast } from '../../ui/toasts';

const every = 15 * 60_000;

/** Looks, when one comes back to the page, whether the server has a newer version, and offers to reload. */
export function useUpdateCheck(): void {
  useEffect(() => {
    let version: string | undefined;
    let checkedAt = 0;
    let told = false;
    async function check(): Promise<void> {
      if (told || document.visibilityState !== 'visible' || Date.now() - checkedAt < every) return;
      checkedAt = Date.now();
      try {
        const instance = await readInstance();
        version ??= instance.version;
        if (instance.version === version) return;
        told = true;
        showToast(t('shell.update_ready'), {
          lasts: null,
          action: { label: t('shell.reload'), run: () => location.reload() },
        });
      } catch {
        // The next look will tell.
      }
    }
    function onVisible(): void {
      void check();
    }
    onVisible();
    document.addEventListener('visibilitychange', onVisible);
    return () => document.removeEventListener('visibilitychange', onVisible);
  }, []);
}
