// A page of the provider's reference: its front matter, its heading, its sections.

export interface Page {
  title: string
  heading?: string
  description: string
  sections: string[]
}

export function page({ title, heading = title, description, sections }: Page): string {
  const front = [
    '---',
    `page_title: ${JSON.stringify(heading === title ? title : `${title} (${heading})`)}`,
    'description: |-',
    ...paragraphs(description).map((line) => (line === '' ? '' : `  ${line}`)),
    '---',
  ]
  const mark = '<!-- Made by `npm run gen` from the contract and examples/terraform. -->'
  return `${[front.join('\n'), mark, `# ${heading}`, description.trim(), ...sections].join('\n\n')}\n`
}

export function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trim()}\n\`\`\``
}

const paragraphs = (text: string) => text.trim().split('\n')
