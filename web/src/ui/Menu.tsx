import { ContextMenu as BaseContext } from '@base-ui/react/context-menu';
import { Menu as Base } from '@base-ui/react/menu';
import { Check, ChevronRight } from 'lucide-react';
import type { MouseEventHandler, ReactElement, ReactNode, RefObject } from 'react';
import { cx } from './cx';
import { Kbd } from './Kbd';
import styles from './Menu.module.css';

/** Properties of a Menu. */
export type MenuProps = {
  /** The button that opens it; leave it out when `open` and `anchor` are given. */
  trigger?: ReactElement | undefined;
  open?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
  anchor?: Element | RefObject<Element | null> | null | undefined;
  side?: 'top' | 'bottom' | 'left' | 'right';
  align?: 'start' | 'center' | 'end';
  className?: string | undefined;
  /** MenuItem, MenuSeparator, MenuGroup, Submenu … */
  children: ReactNode;
};

/** A menu behind a button. */
export function Menu({
  trigger,
  open,
  onOpenChange,
  anchor,
  side = 'bottom',
  align = 'start',
  className,
  children,
}: MenuProps) {
  return (
    <Base.Root {...(open === undefined ? {} : { open })} onOpenChange={(next) => onOpenChange?.(next)} modal={false}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Positioner
          {...(anchor ? { anchor } : {})}
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={styles.positioner}
        >
          {/* In the order of the Tab key, because on a phone it is itself what scrolls. */}
          <Base.Popup tabIndex={0} className={cx(styles.popup, className)}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** The same menu on the secondary button, a long press, or the menu key, over `trigger`. */
export function ContextMenu({
  trigger,
  onOpenChange,
  children,
}: {
  trigger: ReactElement;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
}) {
  return (
    <BaseContext.Root onOpenChange={(next) => onOpenChange?.(next)}>
      <BaseContext.Trigger render={trigger} />
      <BaseContext.Portal>
        <BaseContext.Positioner className={styles.positioner} collisionPadding={8}>
          <BaseContext.Popup className={styles.popup}>{children}</BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  );
}

/** Properties of a MenuItem. */
export type MenuItemProps = {
  icon?: ReactNode;
  /** The keys that do the same, as in Kbd. */
  keys?: string | undefined;
  danger?: boolean;
  disabled?: boolean;
  /** Marks the chosen one. */
  selected?: boolean;
  onSelect?: MouseEventHandler<HTMLElement>;
  /** Makes it a link. */
  href?: string;
  children: ReactNode;
};

function ItemContent({
  icon,
  keys,
  selected,
  children,
}: Pick<MenuItemProps, 'icon' | 'keys' | 'selected' | 'children'>) {
  return (
    <>
      {icon !== undefined && <span className={styles.icon}>{icon}</span>}
      <span className={styles.text}>{children}</span>
      {selected && <Check className={styles.check} aria-hidden="true" />}
      {keys && <Kbd keys={keys} className={styles.keys} />}
    </>
  );
}

/** One act of a menu. */
export function MenuItem({
  icon,
  keys,
  danger = false,
  disabled = false,
  selected,
  onSelect,
  href,
  children,
}: MenuItemProps) {
  const content = (
    <ItemContent icon={icon} keys={keys} {...(selected === undefined ? {} : { selected })}>
      {children}
    </ItemContent>
  );
  const className = cx(styles.item, danger && styles.danger);
  if (href !== undefined) {
    return (
      <Base.LinkItem href={href} closeOnClick className={className} onClick={onSelect}>
        {content}
      </Base.LinkItem>
    );
  }
  return (
    <Base.Item disabled={disabled} className={className} onClick={onSelect} aria-current={selected || undefined}>
      {content}
    </Base.Item>
  );
}

/** An item that is on or off and leaves the menu open. */
export function MenuCheckboxItem({
  icon,
  keys,
  checked,
  onCheckedChange,
  children,
}: Omit<MenuItemProps, 'onSelect' | 'selected'> & { checked: boolean; onCheckedChange: (checked: boolean) => void }) {
  return (
    <Base.CheckboxItem checked={checked} onCheckedChange={onCheckedChange} className={styles.item}>
      <ItemContent icon={icon} keys={keys} selected={checked}>
        {children}
      </ItemContent>
    </Base.CheckboxItem>
  );
}

/** A menu inside a menu. */
export function Submenu({
  icon,
  keys,
  label,
  children,
}: {
  icon?: ReactNode;
  keys?: string;
  label: ReactNode;
  children: ReactNode;
}) {
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className={styles.item}>
        {icon !== undefined && <span className={styles.icon}>{icon}</span>}
        <span className={styles.text}>{label}</span>
        {keys && <Kbd keys={keys} className={styles.keys} />}
        <ChevronRight className={styles.chevron} aria-hidden="true" />
      </Base.SubmenuTrigger>
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={2} alignOffset={-4} collisionPadding={8}>
          <Base.Popup className={styles.popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.SubmenuRoot>
  );
}

/** A line between groups. */
export function MenuSeparator() {
  return <Base.Separator className={styles.separator} />;
}

/** A group with a title. */
export function MenuGroup({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className={styles.label}>{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  );
}
