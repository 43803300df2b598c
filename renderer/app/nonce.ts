import { setNonce } from 'get-nonce';

/** The nonce of this page, which the browser shows to scripts only through the element's property. */
export function takeNonce(): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
  // The scroll lock of open dialogs makes a style element of its own.
  setNonce(nonce);
  return nonce;
}
