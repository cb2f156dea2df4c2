import type { Rule } from 'eslint';

const suppression = /^\s*eslint-disable(-next-line|-line)?(\s|$)/;
const reason = /\s-{2,}\s+\S/;
const rules = /^\s*eslint-disable(-next-line|-line)?\s+(?!-)\S/;

/** A suppressed finding names its rule and says why: `// eslint-disable-next-line no-console -- reason`. */
export const describedSuppressions: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { undescribed: 'Name the suppressed rule, and say why after it: `-- reason`.' },
  },
  create(context) {
    return {
      Program() {
        for (const { value, loc } of context.sourceCode.getAllComments()) {
          if (!loc || !suppression.test(value) || (rules.test(value) && reason.test(value))) continue;
          // before the line's first column: a suppression cannot suppress what is said about itself
          context.report({ loc: { line: loc.start.line, column: -1 }, messageId: 'undescribed' });
        }
      },
    };
  },
};
