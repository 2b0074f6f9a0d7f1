package hugo

// Settings is the configuration every site of ours is built with. It is not
// the author's: what it forbids keeps a build from running programs, reading
// the environment or reaching the network, and what it fixes keeps two builds
// the same. Links are made relative by us after Hugo (relativeURLs would miss
// the pages of the shell, which must stay absolute).
const Settings = `
baseURL: /
title: Ascult
uglyURLs: true
relativeURLs: false
canonifyURLs: false
defaultContentLanguage: ro
defaultContentLanguageInSubdir: true
# With uglyURLs the redirect of the default language lands on its own home page and destroys it.
disableDefaultSiteRedirect: true
disableAliases: true
disableKinds: [taxonomy, term, rss, sitemap, robotsTXT, "404"]
disableHugoGeneratorInject: true
enableGitInfo: false
enableRobotsTXT: false
enableMissingTranslationPlaceholders: true
enableInlineShortcodes: false
buildDrafts: true
buildFuture: true
buildExpired: true
timeZone: UTC
timeout: 120s
summaryLength: 0
pagination: {disableAliases: true}
outputs: {home: [html], section: [html], page: [html]}
build: {writeStats: false, useResourceCacheWhen: never}
security:
  enableInlineShortcodes: false
  exec: {allow: [none], osEnv: [none]}
  funcs: {getenv: [none]}
  http: {methods: [none], urls: [none]}
markup:
  defaultMarkdownHandler: goldmark
  goldmark:
    duplicateResourceFiles: false
    renderer: {unsafe: false, hardWraps: false, xhtml: false}
    parser:
      autoHeadingID: false
      attribute: {block: false, title: true}
    extensions:
      typographer: {disable: true}
      linkify: false
      footnote: {enable: false}
      taskList: false
      definitionList: false
      strikethrough: false
  highlight: {codeFences: false, noClasses: false}
  tableOfContents: {startLevel: 2, endLevel: 3}
minify: {disableXML: true}
languages:
  ro: {label: Română, locale: ro, weight: 1, contentDir: content/ro}
  ru: {label: Русский, locale: ru, weight: 2, contentDir: content/ru}
  uk: {label: Українська, locale: uk, weight: 3, contentDir: content/uk}
  en: {label: English, locale: en, weight: 4, contentDir: content/en}
`
