// Runs before the first paint, so that a chosen theme and language never flash: the page's policy allows no inline script.
(() => {
  try {
    const { theme } = JSON.parse(localStorage.getItem('chatflow settings') ?? '{}');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // without a storage, or with a value that is not ours, the system's theme applies
  }
})();
