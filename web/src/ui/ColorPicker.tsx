import { Check } from 'lucide-react';
import { t } from '../i18n';
import { hues, tint } from './color';
import type { Hue } from './color';
import { Popover } from './Popover';
import styles from './ColorPicker.module.css';

/** A row of hues to choose from. */
export function ColorSwatches({
  value,
  onChange,
  label,
}: {
  value: string;
  onChange: (hue: Hue) => void;
  label: string;
}) {
  return (
    <div role="radiogroup" aria-label={label} className={styles.swatches}>
      {hues.map((hue) => (
        <label key={hue} className={styles.swatch} style={tint(hue)} title={t(`ui.hue_${hue}`)}>
          <input
            type="radio"
            name={label}
            checked={hue === value}
            onChange={() => onChange(hue)}
            aria-label={t(`ui.hue_${hue}`)}
            className="visually-hidden"
          />
          <span className={styles.disc}>{hue === value && <Check aria-hidden="true" />}</span>
        </label>
      ))}
    </div>
  );
}

/** A dot that opens the hues. */
export function ColorPicker({
  value,
  onChange,
  label = t('ui.color'),
}: {
  value: string;
  onChange: (hue: Hue) => void;
  label?: string;
}) {
  return (
    <Popover
      label={label}
      className={styles.popup}
      trigger={
        <button type="button" aria-label={label} className={styles.trigger} style={tint(value)}>
          <span className={styles.dot} />
        </button>
      }
    >
      <ColorSwatches value={value} onChange={onChange} label={label} />
    </Popover>
  );
}
