import { cx } from './cx';
import styles from './Kbd.module.css';

/** True on Apple machines, where the modifier is ⌘. */
export const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

const names: Readonly<Record<string, string>> = isApple
  ? {
      mod: '⌘',
      shift: '⇧',
      alt: '⌥',
      enter: '↵',
      escape: 'Esc',
      up: '↑',
      down: '↓',
      left: '←',
      right: '→',
      backspace: '⌫',
      space: 'Space',
    }
  : {
      mod: 'Ctrl',
      shift: 'Shift',
      alt: 'Alt',
      enter: 'Enter',
      escape: 'Esc',
      up: '↑',
      down: '↓',
      left: '←',
      right: '→',
      backspace: '⌫',
      space: 'Space',
    };

/** The keys of a shortcut as a person reads them: "mod+k" gives ["⌘", "K"], "g m" gives ["G", "M"]. */
export function keyNames(keys: string): string[] {
  return keys.split(/[+ ]/).map((key) => names[key.toLowerCase()] ?? (key.length === 1 ? key.toUpperCase() : key));
}

/** Shows keys: "c", "mod+enter", or a sequence "g m". */
export function Kbd({ keys, className }: { keys: string; className?: string | undefined }) {
  return (
    <span className={cx(styles.keys, className)} data-kbd="">
      {keyNames(keys).map((name, index) => (
        <kbd key={index} className={styles.key}>
          {name}
        </kbd>
      ))}
    </span>
  );
}
