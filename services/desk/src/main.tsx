// The page's start: one root, one store.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Desk } from './desk';
import { DeskStore } from './desk-store';

const root = document.getElementById('desk');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Desk store={new DeskStore()} />
    </StrictMode>,
  );
}
