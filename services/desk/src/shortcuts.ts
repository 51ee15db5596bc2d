// Single-key commands: never while somebody types, never with a modifier, and off for those who want them off.
import { useEffect } from 'react';

export type Shortcut = 'a' | 'd' | 'g' | 'r' | 'w' | '?' | 'Escape' | '1' | '2' | '3' | '4' | '5';

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
  readonly isTyping: boolean;
}

const KEYS: ReadonlySet<string> = new Set(['a', 'd', 'g', 'r', 'w', '?', 'Escape', '1', '2', '3', '4', '5']);

export const shortcutOf = (press: KeyPress, isOn: boolean): Shortcut | undefined => {
  if ([press.ctrlKey, press.metaKey, press.altKey, press.repeat].includes(true)) return undefined;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (!KEYS.has(key)) return undefined;
  // Escape and the help page stay: one is no character, the other is where the keys are turned on again.
  if (key !== 'Escape' && (press.isTyping || (!isOn && key !== '?'))) return undefined;
  return key as Shortcut;
};

export const useShortcuts = (isOn: boolean, run: (shortcut: Shortcut) => void): void => {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const shortcut = shortcutOf(pressOf(event), isOn);
      if (shortcut === undefined) return;
      event.preventDefault();
      run(shortcut);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [isOn, run]);
};

const pressOf = (event: KeyboardEvent): KeyPress => ({
  key: event.key,
  ctrlKey: event.ctrlKey,
  metaKey: event.metaKey,
  altKey: event.altKey,
  repeat: event.repeat,
  isTyping:
    event.target instanceof HTMLElement &&
    (event.target.isContentEditable ||
      ['TEXTAREA', 'SELECT'].includes(event.target.tagName) ||
      isTextInput(event.target)),
});

const isTextInput = (target: HTMLElement): boolean =>
  target instanceof HTMLInputElement && !['radio', 'checkbox', 'button'].includes(target.type);

const STORED = 'trunkline-desk-shortcuts';

export const storedShortcuts = (): boolean => localStorage.getItem(STORED) !== 'off';

export const storeShortcuts = (isOn: boolean): void => localStorage.setItem(STORED, isOn ? 'on' : 'off');
