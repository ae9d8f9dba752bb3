// Says how strong a new password is while it is being typed: the portal itself judges it, nobody else.
for (const box of document.querySelectorAll('[data-strength]')) {
  const form = box.closest('form');
  const input = form.elements.namedItem('password');
  let timer;
  let asked = 0;
  const ask = async () => {
    const turn = ++asked;
    // Nothing else of the form is needed, the present password least of all.
    const body = new URLSearchParams();
    for (const name of ['_csrf', 'password', 'displayName', 'email', 'commune']) {
      const value = form.elements.namedItem(name)?.value;
      if (value) body.set(name, value);
    }
    const answer = await fetch(box.dataset.strength, { method: 'POST', body }).catch(() => null);
    const html = answer?.ok ? await answer.text() : '';
    if (turn === asked) box.innerHTML = html;
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 500);
  });
}
