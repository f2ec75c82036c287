import { useEffect, useState, useSyncExternalStore } from 'react';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { t } from '../i18n';
import { dismissToast, readToasts, watchToasts } from './toasts';
import type { ToastMessage } from './toasts';
import styles from './Toast.module.css';

/** The place where toasts appear; stands once in the application. */
export function ToastRegion() {
  const messages = useSyncExternalStore(watchToasts, readToasts);
  const [held, setHeld] = useState(false);
  return (
    <section
      aria-label={t('ui.notifications')}
      className={styles.region}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <ol aria-live="polite" aria-relevant="additions" className={styles.list}>
        {messages.map((message) => (
          <Toast key={message.id} message={message} held={held} />
        ))}
      </ol>
    </section>
  );
}

function Toast({ message, held }: { message: ToastMessage; held: boolean }) {
  useEffect(() => {
    if (held || message.lasts === null) return undefined;
    const timer = setTimeout(() => dismissToast(message.id), message.lasts);
    return () => clearTimeout(timer);
  }, [message, held]);
  return (
    <li className={styles.toast} data-tone={message.tone}>
      {message.tone === 'success' && <CircleCheck className={styles.sign} aria-hidden="true" />}
      {message.tone === 'danger' && <CircleAlert className={styles.sign} aria-hidden="true" />}
      <span className={styles.text}>{message.text}</span>
      {message.action && (
        <button
          type="button"
          className={styles.action}
          onClick={() => {
            dismissToast(message.id);
            message.action?.run();
          }}
        >
          {message.action.label}
        </button>
      )}
      <button
        type="button"
        aria-label={t('ui.dismiss')}
        className={styles.dismiss}
        onClick={() => dismissToast(message.id)}
      >
        <X aria-hidden="true" />
      </button>
    </li>
  );
}
