import { Suspense, useSyncExternalStore } from 'react';
import { lazyScreen } from '../../app/lazyScreen';
import { closeQuickAdd, openQuickAdd, readQuickAdd, watchQuickAdd } from '../../quickadd/ask';
import { useShortcuts } from '../../shortcuts/bind';

const QuickAdd = lazyScreen(async () => (await import('./QuickAdd')).QuickAdd);

/** Stands in the shell: binds C and shows quick add when it is asked for. */
export function QuickAddHost() {
  const asked = useSyncExternalStore(watchQuickAdd, readQuickAdd);
  useShortcuts({ 'app.new_task': () => openQuickAdd() });
  if (!asked) return null;
  return (
    <Suspense fallback={null}>
      <QuickAdd key={asked.count} start={asked.start} onClose={closeQuickAdd} />
    </Suspense>
  );
}
