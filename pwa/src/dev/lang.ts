// In development one page serves every language: take it from the path, as Go does.
const lang = /^\/(fr|ar|zgh|en)(\/|$)/.exec(location.pathname)?.[1]
if (!lang) location.replace(`/fr${location.pathname === '/' ? '/' : location.pathname}`)
document.documentElement.lang = lang ?? 'fr'
document.documentElement.dir = lang === 'ar' ? 'rtl' : 'ltr'
