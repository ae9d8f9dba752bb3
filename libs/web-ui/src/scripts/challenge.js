// Solves the challenge of a form while it is being filled in, so that sending it does not wait. Without this script, or
// without what it needs of the browser, the form is sent unsolved, which the portal also accepts.
(() => {
  const box = document.querySelector('[data-challenge]');
  if (box === null || window.Worker === undefined || window.crypto?.subtle === undefined) return;
  const answer = box.querySelector('input[name="proof"]');
  const form = box.closest('form');
  const challenge = JSON.parse(box.dataset.challenge);
  const worker = new Worker(box.dataset.worker);
  let waiting = false;
  const done = () => {
    worker.terminate();
    if (waiting) form.submit();
    waiting = false;
  };
  worker.addEventListener('message', ({ data: solution }) => {
    answer.value = JSON.stringify({ challenge, solution });
    done();
  });
  worker.addEventListener('error', done);
  form.addEventListener('submit', (event) => {
    if (answer.value !== '' || waiting) return;
    event.preventDefault();
    waiting = true;
    // Slow devices are not kept waiting for ever.
    setTimeout(done, 20000);
  });
  worker.postMessage(challenge.parameters);
})();
