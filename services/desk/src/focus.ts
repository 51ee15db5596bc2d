// Moving the focus: to a zone of the page, or out of a field.

export const focusOn = (selector: string): void => {
  const target = document.querySelector<HTMLElement>(selector);
  target?.focus();
  target?.scrollIntoView({ block: 'nearest' });
};

export const leaveField = (): void => {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
};
