// Reads the golden files of package export with other people's programs, and
// fails with the first thing that is not as it should be. Nothing is fetched.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import jsonld from 'jsonld'
import { Parser } from 'n3'

const require = createRequire(import.meta.url)
const { MultiDirectedGraph } = require('graphology')
const gexf = require('graphology-gexf')
const graphml = require('graphology-graphml')
const { Model, defaultModel } = require('@alephdata/followthemoney')

const text = (format, extension) => readFileSync(new URL(`../selection-${format}.${extension}`, import.meta.url), 'utf8')
const lines = (format, extension) => text(format, extension).trim().split('\n').map((line) => JSON.parse(line))
const json = JSON.parse(text('json', 'json'))

// N-Quads: absolute IRIs alone, each quad once.
const quads = new Parser({ format: 'N-Quads' }).parse(text('nquads', 'nq'))
assert.equal(new Set(quads.map((q) => JSON.stringify(q))).size, quads.length)
const subjects = new Set(quads.map((q) => q.subject.value))
for (const node of json.nodes) {
  if (!node.id.startsWith('unknown:')) assert.ok(subjects.has('https://newsgraph.example/' + encodeURI(node.id)), node.id)
}

// JSON-LD says the same and more, without a context from elsewhere.
const offline = { documentLoader: (url) => Promise.reject(new Error('fetches ' + url)) }
const fromJSON = new Parser({ format: 'N-Quads' }).parse(await jsonld.toRDF(JSON.parse(text('jsonld', 'jsonld')), { ...offline, format: 'application/n-quads' }))
const key = (q) => [q.subject, q.predicate, q.object, q.graph].map((t) => `${t.termType} ${t.value}`).join('\n')
const known = new Set(fromJSON.map(key))
const lost = quads.filter((q) => q.object.termType !== 'Literal' && !known.has(key(q)))
assert.deepEqual(lost.map(key), [])
assert.ok(fromJSON.some((q) => q.object.value === 'https://newsgraph.example/Disagreement'))

// GraphML and GEXF: the same nodes and edges, with their attributes.
for (const graph of [graphml.parse(MultiDirectedGraph, text('graphml', 'graphml')), gexf.parse(MultiDirectedGraph, text('gexf', 'gexf'))]) {
  assert.deepEqual(graph.nodes().sort(), json.nodes.map((n) => n.id).sort())
  assert.deepEqual(graph.edges().sort(), json.edges.map((e) => e.id).sort())
  for (const edge of json.edges) {
    const read = graph.getEdgeAttributes(edge.id)
    assert.deepEqual(graph.extremities(edge.id), [edge.source, edge.target])
    assert.equal(read.relation, edge.relation)
    assert.equal(read.confidence, edge.confidence)
    assert.equal(read.first_date, edge.first_date)
    assert.ok(read.quotes.length > 0)
  }
}

// FollowTheMoney: schemata, properties and the ends of links are as its model
// wants them.
const model = new Model(defaultModel)
const entities = new Map()
for (const line of lines('ftm', 'ftm')) {
  const entity = model.getEntity(line) // throws on what it does not know
  assert.ok(!entities.has(entity.id), `${entity.id} comes twice`)
  entities.set(entity.id, entity)
  for (const [name, values] of Object.entries(line.properties)) {
    const property = entity.schema.getProperty(name)
    assert.ok(!property.stub, name)
    for (const value of values) {
      assert.equal(typeof value, 'string')
      if (property.type.name === 'entity') {
        assert.ok(entities.has(value), `${entity.id} points at ${value}, which is not there`)
        assert.ok(entities.get(value).schema.isA(property.getRange()), `${name} may not be a ${entities.get(value).schema.name}`)
      }
    }
  }
}
assert.ok([...entities.values()].some((e) => e.schema.name === 'UnknownLink'))

// JSON Lines: claims and mentions speak of the same entities.
const ids = new Set(json.nodes.map((n) => n.id))
for (const claim of lines('claims', 'jsonl')) assert.ok(!claim.subject || ids.has(claim.subject.id))
for (const mention of lines('mentions', 'jsonl')) assert.ok(ids.has(mention.entity))

console.log('readers: all formats are read')
