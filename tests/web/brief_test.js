/* The structure of PDFs as pdf.js hands it to a screen reader:
 *     node brief_test.js FILE.pdf ...
 * Every text run is an element's or an artefact's, every element that the
 * tree names is on its page, every figure has an alternative text, every link
 * has an element, and headings begin at the first level and skip none. */
'use strict';
const fs = require('fs');

const failures = [];

function check(what, ok, detail) {
    if (!ok) failures.push(`${what}: ${JSON.stringify(detail)}`);
}

/* All nodes of a tree, with the roles around them, in order of reading. */
function* nodes(node, above = []) {
    yield { node, above };
    for (const child of node.children || [])
        yield* nodes(child, [...above, node.role]);
}

/* What each marked content says, by its id; text outside any, and artefacts. */
function contents(items) {
    const byId = new Map(), open = [];
    let loose = '', artefacts = '';
    for (const item of items) {
        if (item.type === 'beginMarkedContentProps' ||
            item.type === 'beginMarkedContent') {
            open.push(item);
        } else if (item.type === 'endMarkedContent') {
            open.pop();
        } else if (item.str.trim()) {
            const at = open[open.length - 1];
            if (!at) loose += item.str;
            else if (at.tag === 'Artifact') artefacts += item.str;
            else byId.set(at.id, (byId.get(at.id) || '') + item.str);
        }
    }
    return { byId, loose, artefacts };
}

const PARENTS = {
    TR: ['Table'], TD: ['TR'], TH: ['TR'], LI: ['L'], LBody: ['LI'],
};

async function check_page(name, page, seen) {
    const { byId, loose, artefacts } = contents(
        (await page.getTextContent({ includeMarkedContent: true })).items);
    const tree = await page.getStructTree();
    const named = new Set();
    let links = 0;

    check(`${name}: text outside the structure`, !loose, loose);
    for (const { node, above } of nodes(tree || { children: [] })) {
        if (node.type === 'content') named.add(node.id);
        if (node.type === 'annotation' || node.type === 'object') links++;
        if (node.role === 'Figure') {
            seen.figures++;
            check(`${name}: figure without a text`,
                (node.alt || '').length > 12, node.alt);
        }
        const level = /^H(\d)$/.exec(node.role || '');
        if (level) {
            check(`${name}: heading skips a level`,
                Number(level[1]) <= seen.level + 1, [node.role, seen.level]);
            seen.level = Number(level[1]);
        }
        const parents = PARENTS[node.role];
        if (parents)
            check(`${name}: ${node.role} stands alone`,
                parents.includes(above[above.length - 1]), above);
        if (node.role === 'TR') seen.rows++;
        if (node.role === 'TH') seen.heads++;
    }
    for (const [id, text] of byId) {
        check(`${name}: text without an element`, named.has(id), text);
        seen.texts++;
    }
    check(`${name}: no text but the running lines is an artefact`,
        !/\$\d/.test(artefacts), artefacts);
    const boxes = (await page.getAnnotations())
        .filter(a => a.subtype === 'Link');
    check(`${name}: each link has an element`, links === boxes.length,
        [links, boxes.length]);
    check(`${name}: each link says where it goes`,
        boxes.every(a => (a.contentsObj || {}).str), boxes.length);
}

async function check_file(getDocument, path) {
    const document = await getDocument({
        data: new Uint8Array(fs.readFileSync(path)), verbosity: 0,
    }).promise;
    const seen = { level: 0, figures: 0, texts: 0, rows: 0, heads: 0 };
    const { metadata, info } = await document.getMetadata();

    check(`${path}: marked`, ((await document.getMarkInfo()) || {}).Marked);
    check(`${path}: PDF/UA-1`, metadata &&
        /<pdfuaid:part>1</.test(metadata.getRaw()), metadata);
    check(`${path}: title`, metadata && metadata.get('dc:title') === info.Title,
        info.Title);
    for (let k = 1; k <= document.numPages; k++)
        await check_page(`${path} page ${k}`, await document.getPage(k), seen);
    check(`${path}: tables and texts`,
        seen.rows > 0 && seen.heads > 0 && seen.texts > 40, seen);
    await document.destroy();
    return seen;
}

async function main() {
    /* Of drawing, which is not asked for, it says that it cannot. */
    console.warn = console.log = () => {};
    const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
    let figures = 0, texts = 0;
    for (const path of process.argv.slice(2)) {
        const seen = await check_file(getDocument, path);
        figures += seen.figures;
        texts += seen.texts;
    }
    check('figures', figures > 0, figures);
    process.stdout.write([`${texts} texts, ${figures} figures`, ...failures,
        `failures: ${failures.length}`, ''].join('\n'));
    process.exit(failures.length ? 1 : 0);
}

main();
