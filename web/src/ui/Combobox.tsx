import { useState } from 'react';
import type { ReactElement, RefObject } from 'react';
import { Listbox } from './Listbox';
import type { ListboxProps, Option } from './Listbox';
import { Popover } from './Popover';
import styles from './Combobox.module.css';

type Shared = Omit<ListboxProps, 'selected' | 'multiple' | 'onChoose' | 'options' | 'size'> & {
  options: readonly Option[];
  /** What opens it; leave it out when `open` and `anchor` are given (a shortcut on a focused row). */
  trigger?: ReactElement | undefined;
  open?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
  anchor?: Element | RefObject<Element | null> | null | undefined;
  side?: 'top' | 'bottom' | 'left' | 'right';
  align?: 'start' | 'center' | 'end';
};

/** Properties of a Combobox. */
export type ComboboxProps = Shared & {
  value: string | null;
  onChange: (id: string) => void;
};

/** Chooses one of many; choosing closes it. */
export function Combobox({
  value,
  onChange,
  trigger,
  open,
  onOpenChange,
  anchor,
  side,
  align,
  ...list
}: ComboboxProps) {
  const [own, setOwn] = useState(false);
  const isOpen = open ?? own;
  function change(next: boolean): void {
    setOwn(next);
    onOpenChange?.(next);
  }
  return (
    <Popover
      trigger={trigger}
      anchor={anchor}
      open={isOpen}
      onOpenChange={change}
      label={list.label}
      className={styles.popup}
      {...(side ? { side } : {})}
      {...(align ? { align } : {})}
    >
      <Listbox
        {...list}
        selected={value === null ? [] : [value]}
        onChoose={(id) => {
          change(false);
          onChange(id);
        }}
        onCreate={
          list.onCreate &&
          ((name) => {
            change(false);
            list.onCreate?.(name);
          })
        }
      />
    </Popover>
  );
}

/** Properties of a MultiCombobox. */
export type MultiComboboxProps = Shared & {
  value: readonly string[];
  /** Called for each change with the option that was switched. */
  onToggle: (id: string, selected: boolean) => void;
};

/** Chooses any number of many; it stays open while one chooses. */
export function MultiCombobox({
  value,
  onToggle,
  trigger,
  open,
  onOpenChange,
  anchor,
  side,
  align,
  ...list
}: MultiComboboxProps) {
  return (
    <Popover
      trigger={trigger}
      anchor={anchor}
      open={open}
      onOpenChange={onOpenChange}
      label={list.label}
      className={styles.popup}
      {...(side ? { side } : {})}
      {...(align ? { align } : {})}
    >
      <Listbox {...list} multiple selected={value} onChoose={(id) => onToggle(id, !value.includes(id))} />
    </Popover>
  );
}
