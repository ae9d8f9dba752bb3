// Comforts for people who have scripts; every page works without.
'use strict';

// Password fields get a button that shows what is typed.
for (const row of document.querySelectorAll('[data-reveal]')) {
  const input = row.querySelector('input');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button button--quiet';
  button.textContent = row.dataset.show;
  button.setAttribute('aria-controls', input.id);
  button.addEventListener('click', () => {
    const hidden = input.type === 'password';
    input.type = hidden ? 'text' : 'password';
    button.textContent = hidden ? row.dataset.hide : row.dataset.show;
    input.focus();
  });
  row.append(button);
  if (input.form) input.form.addEventListener('submit', () => (input.type = 'password'));
}

// What is there to be given to others gets a button that copies it, where the browser lets pages do so.
for (const box of navigator.clipboard ? document.querySelectorAll('[data-copy]') : []) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button button--secondary';
  button.textContent = box.dataset.copy;
  const said = document.createElement('span');
  said.setAttribute('role', 'status');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(box.querySelector('input').value);
    said.textContent = box.dataset.copied;
  });
  box.append(button, ' ', said);
}

// Long texts say how many characters are left, aloud only when few are.
for (const box of document.querySelectorAll('[data-counter-text]')) {
  const area = box.querySelector('textarea');
  const shown = document.createElement('p');
  shown.className = 'field-counter';
  const count = () => {
    const left = area.maxLength - area.value.length;
    shown.textContent = box.dataset.counterText.replace('%', left);
    if (left < 50) shown.setAttribute('role', 'status');
    else shown.removeAttribute('role');
  };
  area.addEventListener('input', count);
  count();
  box.append(shown);
}

// A form marked data-unsaved warns before the page is left with changes.
let changed = false;
for (const form of document.querySelectorAll('form[data-unsaved]')) {
  const hint = document.createElement('p');
  hint.className = 'unsaved-hint';
  hint.setAttribute('role', 'status');
  form.append(hint);
  form.addEventListener('input', () => {
    changed = true;
    hint.textContent = form.dataset.unsaved;
  });
  form.addEventListener('submit', () => (changed = false));
}
addEventListener('beforeunload', (event) => {
  if (changed) event.preventDefault();
});

// One key follows the link or presses the button that has it in data-shortcut, except while typing (WCAG 2.1.4: only
// on pages that offer it, where a list of the keys stands).
const shortcuts = document.querySelector('[data-shortcuts]');
if (shortcuts) {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest('input, textarea, select, [contenteditable]')) return;
    for (const target of document.querySelectorAll('[data-shortcut]')) {
      if (target.dataset.shortcut !== event.key) continue;
      event.preventDefault();
      if (target.matches('input, select, textarea')) target.focus();
      else target.click();
      // What was unfolded is there to be filled in.
      if (target.matches('details[open] > summary')) {
        target.parentElement.querySelector('textarea, select, input:not([type=hidden])')?.focus();
      }
      return;
    }
  });
}
