// Asks the browser for a passkey and sends its answer with the form. SimpleWebAuthnBrowser speaks WebAuthn; here is only when.
const {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} = window.SimpleWebAuthnBrowser;

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const { passkey: kind, options: optionsPath } = form.dataset;
  const field = form.elements.namedItem('passkey');
  const notice = form.querySelector('[data-passkey-notice]');
  const say = (name) => {
    const text = form.querySelector(`template[data-passkey-text="${name}"]`);
    notice.textContent = text?.content.textContent.trim() ?? '';
    notice.hidden = notice.textContent === '';
  };
  const ask = async (conditional) => {
    const body = new URLSearchParams({ _csrf: form.elements.namedItem('_csrf').value });
    const answer = await fetch(optionsPath, { method: 'POST', body, headers: { accept: 'application/json' } });
    if (!answer.ok) {
      // The session ended, or wants another proof first: the page itself leads there.
      if (!conditional) location.reload();
      return;
    }
    const optionsJSON = await answer.json();
    const given =
      kind === 'create'
        ? await startRegistration({ optionsJSON })
        : await startAuthentication({ optionsJSON, useBrowserAutofill: conditional });
    field.value = JSON.stringify(given);
    form.submit();
  };
  const without = form.parentElement.querySelector('[data-passkey-without]');
  if (!browserSupportsWebAuthn()) continue;
  form.hidden = false;
  if (without !== null) without.hidden = true;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    say('');
    WebAuthnAbortService.cancelCeremony();
    // What a neighbouring form offers for both ways of signing in.
    const stay = document.querySelector('form:not([data-passkey]) [name=stay]');
    if (stay?.checked) form.elements.namedItem('stay').value = 'on';
    await ask(false).catch((error) => say(error.name === 'InvalidStateError' ? 'known' : 'failed'));
  });
  if (form.dataset.conditional !== undefined && (await browserSupportsWebAuthnAutofill())) {
    // Passkeys stand in the list that the browser offers for the field of the address; choosing nothing is no error.
    ask(true).catch(() => {});
  }
}
