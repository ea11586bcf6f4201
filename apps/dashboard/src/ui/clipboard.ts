/** Also over plain HTTP, where browsers keep navigator.clipboard away. */
export function copyText(text: string): void {
  if (window.isSecureContext) {
    void navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'sr-only';
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
