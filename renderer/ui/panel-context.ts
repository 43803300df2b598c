import { createContext } from 'react';

/** True inside a popover. Lists that open there must belong to it: choosing from them is no press outside. */
export const PanelContext = createContext(false);
