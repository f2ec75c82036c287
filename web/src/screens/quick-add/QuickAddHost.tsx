import { Suspense, useSyncExternalStore } from 'react';
import { lazyScreen } from '../../app/lazyScreen';
import { t } from '../../i18n';
import { useMayCreateTasks } from '../../models/project';
import { closeQuickAdd, openQuickAdd, readQuickAdd, watchQuickAdd } from '../../quickadd/ask';
import { useShortcuts } from '../../shortcuts/bind';
import { showToast } from '../../ui/toasts';

const QuickAdd = lazyScreen(async () => (await import('./QuickAdd')).QuickAdd);

/** Stands in the shell: binds C and shows quick add when it is asked for. */
export function QuickAddHost() {
  const asked = useSyncExternalStore(watchQuickAdd, readQuickAdd);
  const may = useMayCreateTasks();
  useShortcuts({
    'app.new_task': () => {
      if (may) openQuickAdd();
      else showToast(t('quick_add.nowhere'));
    },
  });
  if (!asked) return null;
  return (
    <Suspense fallback={null}>
      <QuickAdd key={asked.count} start={asked.start} onClose={closeQuickAdd} />
    </Suspense>
  );
}
