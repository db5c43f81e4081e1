/** System, light, dark, in turn; remembered where the browser allows it. */
const THEMES = ['system', 'light', 'dark'] as const
const KEY = 'leeway-theme'

export function setUpTheme(button: HTMLElement | null): void {
  if (!button) return
  let theme = remembered()
  const apply = (): void => {
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
    button.textContent = `Theme: ${theme}`
  }
  button.hidden = false
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!
    apply()
    withStorage((storage) => storage.setItem(KEY, theme))
  })
  apply()
}

function remembered(): (typeof THEMES)[number] {
  return THEMES.find((name) => name === withStorage((storage) => storage.getItem(KEY))) ?? 'system'
}

/** A file from disk, or a private window, may have no storage: asking for it throws a DOMException. */
function withStorage<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(localStorage)
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}
