import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { preferences } from '../preferences/preferences.js';
import { places } from './navigation.js';

interface Openers {
  readonly openPalette: () => void;
  readonly openHelp: () => void;
}

/** How long g waits for the letter after it. */
const sequenceMs = 1_200;

/** Keys that work everywhere. Single ones do nothing where somebody types, nor while a dialog is open, and can be switched off. */
export function useShortcuts({ openPalette, openHelp }: Openers): void {
  const navigate = useNavigate();
  const gPressedAt = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)) return act(event, openPalette);
      if (!preferences().shortcuts || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      const isSecond = event.timeStamp - gPressedAt.current < sequenceMs;
      gPressedAt.current = event.key === 'g' ? event.timeStamp : 0;
      const place = isSecond ? places.find(({ key }) => key === event.key) : undefined;
      if (place !== undefined) return act(event, () => void navigate({ to: place.to }));
      if (event.key === '/') return act(event, () => focusFilter() || openPalette());
      if (event.key === '?') return act(event, openHelp);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate, openPalette, openHelp]);
}

function act(event: KeyboardEvent, run: () => unknown): void {
  event.preventDefault();
  run();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], [role=dialog], [role=menu]') !== null
  );
}

function focusFilter(): boolean {
  const filter = document.querySelector<HTMLElement>('[data-filter]');
  filter?.focus();
  return filter !== null;
}
