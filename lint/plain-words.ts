import type { Rule } from 'eslint';

/** Words that readers stumble over; CONTRIBUTING.md ("Wording") says what to write instead. */
const unwanted =
  /\b(somebody|nobody|whoever|everybody|so many|(?:is|are|was|were|be|been|being|gets?|got) told(?! apart)|the own)\b/gi;

/** The unwanted words of a text in lower case, in their order. What is quoted (`…` or "…") is not prose. */
export function unwantedWords(text: string): string[] {
  const prose = text.replaceAll(/`[^`\n]*`|"[^"\n]*"/g, '').replaceAll(/\s*\n[\s*/]*/g, ' ');
  return [...prose.matchAll(unwanted)].map(([word]) => word.toLowerCase());
}

/** A value of the contract (`nobody`), an address or a name is no prose: that has more than one word. */
const isProse = (text: string) => /\S\s+\S/.test(text);

/** Plain English in comments, strings and test names: reports each word that CONTRIBUTING.md asks not to use. */
export const plainWords: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { unwanted: 'Say it without “{{word}}”: CONTRIBUTING.md ("Wording") has plainer words.' },
  },
  create(context) {
    function check(where: { node: Rule.Node } | { loc: NonNullable<Rule.Node['loc']> }, text: unknown) {
      if (typeof text !== 'string') return;
      for (const word of unwantedWords(text)) {
        context.report({ ...where, messageId: 'unwanted', data: { word } });
      }
    }
    return {
      Program() {
        for (const { value, loc } of context.sourceCode.getAllComments()) if (loc) check({ loc }, value);
      },
      Literal(node) {
        if (typeof node.value === 'string' && isProse(node.value)) check({ node }, node.value);
      },
      TemplateElement(node) {
        if (isProse(node.value.raw)) check({ node }, node.value.cooked);
      },
      // what a component shows: not part of ESLint's own node types
      JSXText(node: Rule.Node) {
        check({ node }, 'value' in node ? node.value : undefined);
      },
    };
  },
};
