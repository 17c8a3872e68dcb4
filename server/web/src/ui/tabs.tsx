import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export interface Tab<T extends string> {
  value: T;
  label: string;
  icon?: ReactNode;
  /** A number beside the label (unread, for example); 0 shows none. `countLabel` says it in words. */
  count?: number;
  countLabel?: string;
  content: ReactNode;
  /** Keeps the content alive while another tab is shown. */
  keep?: boolean;
}

export interface TabsProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  tabs: readonly Tab<T>[];
  /** Controls at the end of the row. */
  end?: ReactNode;
  className?: string;
}

/** Panels of which one is seen. */
export function Tabs<T extends string>({ label, value, onChange, tabs, end, className }: TabsProps<T>) {
  return (
    <Radix.Root
      className={className ? `tabs ${className}` : 'tabs'}
      value={value}
      onValueChange={(next) => onChange(next as T)}
    >
      <div className="tabs-head">
        <Radix.List className="tabs-list" aria-label={label}>
          {tabs.map((tab) => (
            <Radix.Trigger key={tab.value} value={tab.value} className="tab">
              {tab.icon}
              {tab.label}
              {tab.count ? (
                <span className="count">
                  {tab.count > 99 ? '99+' : tab.count}
                  {tab.countLabel && <span className="unseen"> {tab.countLabel}</span>}
                </span>
              ) : null}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {end && <div className="tabs-end">{end}</div>}
      </div>
      {tabs.map((tab) => (
        <Radix.Content
          key={tab.value}
          value={tab.value}
          className="tab-content"
          {...(tab.keep ? { forceMount: true as const } : {})}
        >
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
