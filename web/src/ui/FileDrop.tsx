import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from './Button';
import { cx } from './cx';
import styles from './FileDrop.module.css';

/** A place to drop a file, or to choose one. */
export function FileDrop({
  label,
  hint,
  choose,
  accept,
  icon,
  busy = false,
  onFile,
}: {
  label: string;
  hint: string;
  choose: string;
  accept: string;
  icon?: ReactNode;
  busy?: boolean;
  onFile: (file: File) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <div
      className={cx(styles.drop, over && styles.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file && !busy) onFile(file);
      }}
    >
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <p className={styles.label}>{label}</p>
      <p className={styles.hint}>{hint}</p>
      <input
        ref={input}
        type="file"
        accept={accept}
        className="visually-hidden"
        tabIndex={-1}
        aria-label={label}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
      <Button variant="primary" busy={busy} onClick={() => input.current?.click()}>
        {choose}
      </Button>
    </div>
  );
}
