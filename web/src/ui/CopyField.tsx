import { useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { t } from '../i18n';
import { Button } from './Button';
import styles from './CopyField.module.css';

/** A text to take along: a link, a token. */
export function CopyField({ label, value, onCopied }: { label: string; value: string; onCopied?: () => void }) {
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    onCopied?.();
    setTimeout(() => setCopied(false), 2000);
  }
  return (
    <div className={styles.field}>
      <input
        aria-label={label}
        readOnly
        value={value}
        className={styles.input}
        onFocus={(event) => event.target.select()}
      />
      <Button icon={copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />} onClick={() => void copy()}>
        {t(copied ? 'ui.copied' : 'ui.copy')}
      </Button>
    </div>
  );
}
