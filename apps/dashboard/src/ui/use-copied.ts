import { useState } from 'react';
import { copyText } from './clipboard.js';

const shownMs = 1_500;

/** Copies, and says for a moment that it is done. */
export function useCopied(): readonly [isDone: boolean, copy: (text: string) => void] {
  const [isDone, setDone] = useState(false);
  const copy = (text: string): void => {
    copyText(text);
    setDone(true);
    setTimeout(() => setDone(false), shownMs);
  };
  return [isDone, copy];
}
