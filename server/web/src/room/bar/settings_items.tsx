import { Keyboard, ZoomIn, ZoomOut } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { kText } from '../../strings.ts';
import { setTheme } from '../../theme/theme.ts';
import { useThemeChoice } from '../../theme/use_theme.ts';
import { MenuChoice, MenuItem, MenuLabel, MenuLine, MenuSwitch } from '../../ui/menu.tsx';
import {
  editorSettings,
  kFontSizes,
  onEditorSettings,
  setEditorSettings,
} from '../editor/editor_settings.ts';

const words = kText.room.settings;

export interface SettingsItemsProps {
  onShortcuts: () => void;
  /** Which panels are seen, and how that is changed; none where the layout has no panels. */
  panels: readonly { label: string; on: boolean; set: (on: boolean) => void }[];
}

/** The part of a menu that says how one wants to see the room. */
export function SettingsItems({ onShortcuts, panels }: SettingsItemsProps) {
  const theme = useThemeChoice();
  const { fontSize, wrap, vim } = useSyncExternalStore(onEditorSettings, editorSettings);
  return (
    <>
      <MenuChoice
        label={words.theme}
        value={theme}
        onChange={setTheme}
        options={[
          { value: 'system', label: words.system },
          { value: 'light', label: words.light },
          { value: 'dark', label: words.dark },
        ]}
      />
      <MenuLine />
      <MenuLabel>
        {words.fontSize}: {fontSize}
      </MenuLabel>
      <MenuItem
        icon={<ZoomIn size={16} />}
        stay
        disabled={fontSize >= kFontSizes.most}
        onSelect={() => setEditorSettings({ fontSize: fontSize + 1 })}
      >
        {words.bigger}
      </MenuItem>
      <MenuItem
        icon={<ZoomOut size={16} />}
        stay
        disabled={fontSize <= kFontSizes.least}
        onSelect={() => setEditorSettings({ fontSize: fontSize - 1 })}
      >
        {words.smaller}
      </MenuItem>
      <MenuSwitch on={wrap} onChange={(on) => setEditorSettings({ wrap: on })}>
        {words.wrap}
      </MenuSwitch>
      <MenuSwitch on={vim} onChange={(on) => setEditorSettings({ vim: on })}>
        {words.vim}
      </MenuSwitch>
      {panels.length > 0 && (
        <>
          <MenuLine />
          <MenuLabel>{words.panels}</MenuLabel>
          {panels.map((panel) => (
            <MenuSwitch key={panel.label} on={panel.on} onChange={panel.set}>
              {panel.label}
            </MenuSwitch>
          ))}
        </>
      )}
      <MenuLine />
      <MenuItem icon={<Keyboard size={16} />} keys="?" onSelect={onShortcuts}>
        {words.shortcuts}
      </MenuItem>
    </>
  );
}
