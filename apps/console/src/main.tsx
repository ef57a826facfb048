import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api.ts';
import { Receipts } from './components/receipts.tsx';
import { LanguageProvider, startLanguage } from './language.tsx';
import { router } from './router.tsx';
import './tokens.css';
import './base.css';
import './components/parts.css';
import './components/blanks.css';
import './components/controls.css';
import './antd.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
await startLanguage();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <LanguageProvider>
        <RouterProvider router={router} />
        <Receipts />
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
);
