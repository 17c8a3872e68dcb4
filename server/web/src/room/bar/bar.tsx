import {
  CircleStop,
  EllipsisVertical,
  Link2,
  Lock,
  LockOpen,
  LogOut,
  Send,
  Settings as SettingsIcon,
} from 'lucide-react';
import { useState } from 'react';
import { kText } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { IconButton } from '../../ui/icon_button.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { may } from '../may.ts';
import { cleanText } from '../run/clean_output.ts';
import { useRoom, useRoomStore } from '../use_room.ts';
import { Clock } from './clock.tsx';
import { InviteDialog } from './invite_dialog.tsx';
import { PeopleButton } from './people_button.tsx';
import { SettingsItems, type SettingsItemsProps } from './settings_items.tsx';
import { TrustState } from './trust_state.tsx';

const words = kText.room.bar;

export interface BarProps {
  narrow: boolean;
  settings: SettingsItemsProps;
  onLeave: () => void;
}

type Asking = 'end' | 'submit' | 'invite' | null;

/** The bar at the top: trust, title, time; people and what is done with the whole room. */
export function Bar({ narrow, settings, onLeave }: BarProps) {
  const room = useRoomStore();
  const title = useRoom((state) => state.view.title);
  const locked = useRoom((state) => state.view.locked);
  const ended = useRoom((state) => state.view.ended);
  const manages = useRoom((state) => may(state, 'manage'));
  const submits = useRoom((state) => may(state, 'submit') && !state.can.includes('manage'));
  const submissions = useRoom((state) => state.view.submissions);
  const [asking, setAsking] = useState<Asking>(null);
  const toggleLock = () => room.send({ type: locked ? 'unlock' : 'lock' });

  return (
    <header className="bar">
      <TrustState />
      <h1 className="bar-title" title={cleanText(title)}>
        {cleanText(title)}
      </h1>
      {!narrow && <Clock />}
      {locked && !ended && (
        <span className="badge">
          <Lock size={14} aria-hidden />
          {words.locked}
        </span>
      )}
      {submissions > 0 && !narrow && <span className="badge good">{words.submitted(submissions)}</span>}
      <div className="bar-space" />
      <PeopleButton narrow={narrow} />
      {manages && !narrow && (
        <>
          <Button kind="quiet" icon={<Link2 size={16} aria-hidden />} onClick={() => setAsking('invite')}>
            {words.invite}
          </Button>
          <Button
            kind="quiet"
            icon={locked ? <LockOpen size={16} aria-hidden /> : <Lock size={16} aria-hidden />}
            title={words.lockAbout}
            onClick={toggleLock}
          >
            {locked ? words.unlock : words.lock}
          </Button>
          <Button kind="quiet" icon={<CircleStop size={16} aria-hidden />} onClick={() => setAsking('end')}>
            {words.end}
          </Button>
        </>
      )}
      {submits && !narrow && (
        <Button icon={<Send size={16} aria-hidden />} onClick={() => setAsking('submit')}>
          {words.submit}
        </Button>
      )}
      <Menu
        trigger={
          <IconButton label={narrow ? words.more : words.settings}>
            {narrow ? <EllipsisVertical size={18} aria-hidden /> : <SettingsIcon size={18} aria-hidden />}
          </IconButton>
        }
      >
        {narrow && manages && (
          <>
            <MenuItem icon={<Link2 size={16} />} onSelect={() => setAsking('invite')}>
              {words.invite}
            </MenuItem>
            <MenuItem icon={locked ? <LockOpen size={16} /> : <Lock size={16} />} onSelect={toggleLock}>
              {locked ? words.unlock : words.lock}
            </MenuItem>
            <MenuItem icon={<CircleStop size={16} />} onSelect={() => setAsking('end')}>
              {words.end}
            </MenuItem>
            <MenuLine />
          </>
        )}
        {narrow && submits && (
          <>
            <MenuItem icon={<Send size={16} />} onSelect={() => setAsking('submit')}>
              {words.submit}
            </MenuItem>
            <MenuLine />
          </>
        )}
        <SettingsItems {...settings} />
        <MenuLine />
        <MenuItem icon={<LogOut size={16} />} onSelect={onLeave}>
          {words.leave}
        </MenuItem>
      </Menu>
      <Confirm
        open={asking === 'end'}
        onClose={() => setAsking(null)}
        onConfirm={() => room.send({ type: 'end' })}
        title={kText.room.end.title}
        about={kText.room.end.about}
        confirm={kText.room.end.confirm}
        bad
      />
      <Confirm
        open={asking === 'submit'}
        onClose={() => setAsking(null)}
        onConfirm={() => room.send({ type: 'submit' })}
        title={kText.room.submit.title}
        about={kText.room.submit.about}
        confirm={kText.room.submit.confirm}
      />
      <InviteDialog open={asking === 'invite'} onClose={() => setAsking(null)} />
    </header>
  );
}
