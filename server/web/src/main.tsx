import { createRoot } from 'react-dom/client';
import './theme/tokens.css';
import './theme/base.css';
import './ui/ui.css';
import { App } from './app.tsx';
import { startTheme } from './theme/theme.ts';

startTheme();
const page = document.getElementById('page');
if (page) createRoot(page).render(<App />);
