import { type ThemeSetting, UiProvider } from '../../ui/index.ts';
import classes from './pages.module.css';

const texts = {
  missing: {
    title: 'This address has no token',
    text: 'Storeroom opens only for who started it: the address carries a token, and this one has none.',
  },
  refused: {
    title: 'This address is no longer valid',
    text: 'The token of this address is not the one of the Storeroom that runs now. Each start makes a new one.',
  },
} as const;

/** Instead of the app when this tab has no token, or one the host does not know. */
export function NoTokenPage({
  nonce,
  theme,
  reason,
}: {
  nonce: string;
  theme: ThemeSetting;
  reason: keyof typeof texts;
}) {
  const { title, text } = texts[reason];
  return (
    <UiProvider setting={theme} nonce={nonce}>
      <main className={classes.page}>
        <div className={classes.card}>
          <h1>{title}</h1>
          <p>{text}</p>
          <p>
            The complete address stands in the terminal where Storeroom runs, in the line that starts with{' '}
            <code>Storeroom: {window.location.origin}/#token=</code>
          </p>
          <p>
            If that terminal is gone, run <code>npm start</code> again: it shows the address of the Storeroom that is
            running, or starts a new one.
          </p>
        </div>
      </main>
    </UiProvider>
  );
}
