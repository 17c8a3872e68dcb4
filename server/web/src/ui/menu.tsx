import { Check } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';

/** A menu that `trigger` (a button) opens. Of MenuItem, MenuChoice, MenuLine and MenuLabel. */
export function Menu({ trigger, children }: { trigger: ReactElement; children: ReactNode }) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="menu" sideOffset={4} collisionPadding={8} align="start">
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export interface MenuItemProps {
  onSelect: () => void;
  icon?: ReactNode;
  /** Keys that do the same. */
  keys?: string;
  disabled?: boolean;
  bad?: boolean;
  /** The menu stays open. */
  stay?: boolean;
  children: ReactNode;
}

export function MenuItem({ onSelect, icon, keys, disabled, bad, stay, children }: MenuItemProps) {
  return (
    <Radix.Item
      className={bad ? 'menu-item bad' : 'menu-item'}
      disabled={disabled}
      onSelect={(event) => {
        if (stay) event.preventDefault();
        onSelect();
      }}
    >
      <span className="menu-icon">{icon}</span>
      <span className="menu-text">{children}</span>
      {keys && <kbd>{keys}</kbd>}
    </Radix.Item>
  );
}

export interface MenuChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}

/** One of several. */
export function MenuChoice<T extends string>({ label, value, options, onChange }: MenuChoiceProps<T>) {
  return (
    <Radix.RadioGroup value={value} onValueChange={(next) => onChange(next as T)} aria-label={label}>
      <MenuLabel>{label}</MenuLabel>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className="menu-item">
          <span className="menu-icon">
            <Radix.ItemIndicator>
              <Check size={14} aria-hidden />
            </Radix.ItemIndicator>
          </span>
          <span className="menu-text">{option.label}</span>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

/** On or off; the menu stays open. */
export function MenuSwitch(props: { on: boolean; onChange: (on: boolean) => void; children: ReactNode }) {
  return (
    <Radix.CheckboxItem
      className="menu-item"
      checked={props.on}
      onCheckedChange={props.onChange}
      onSelect={(event) => event.preventDefault()}
    >
      <span className="menu-icon">
        <Radix.ItemIndicator>
          <Check size={14} aria-hidden />
        </Radix.ItemIndicator>
      </span>
      <span className="menu-text">{props.children}</span>
    </Radix.CheckboxItem>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="menu-label">{children}</Radix.Label>;
}

export function MenuLine() {
  return <Radix.Separator className="menu-line" />;
}
