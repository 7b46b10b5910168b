// Talks to the server at the address of the first argument as other people's
// clients do: graphql-js with its introspection query, and node-cayley. Fails
// with the first thing that is not as it should be.
import assert from 'node:assert/strict'
import { buildClientSchema, getIntrospectionQuery, parse, printSchema, validate, validateSchema } from 'graphql'

const server = process.argv[2]

async function ask(query, variables, operationName) {
  const response = await fetch(server + '/graphql', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json, application/json' },
    body: JSON.stringify({ query, variables, operationName }),
  })
  const answer = await response.json()
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors))
  assert.equal(response.status, 200)
  assert.match(response.headers.get('Content-Type'), /^application\/graphql-response\+json/)
  return answer.data
}

// The schema that the server tells of is one that graphql-js can work with.
for (const options of [undefined, { specifiedByUrl: true, inputValueDeprecation: true }]) {
  const schema = buildClientSchema(await ask(getIntrospectionQuery(options)))
  assert.deepEqual(validateSchema(schema), [])
  assert.ok(!schema.getMutationType())
  assert.match(printSchema(schema), /type Claim \{/)

  const query = `
    query Claims($entity: ID!, $filter: Filter, $first: Int = 2, $after: String) {
      entity(id: $entity) {
        ...names
        claims(filter: $filter, first: $first, after: $after) {
          totalCount
          pageInfo { hasNextPage endCursor }
          edges { cursor node { id relation subject { ...who } object { ...who } evidence { quote { text start end } article { id title } } } }
        }
      }
    }
    fragment names on Entity { id name type aliases }
    fragment who on Argument { name entity { ...names } }`
  assert.deepEqual(validate(schema, parse(query)), [])

  // Paging gives every claim once.
  const seen = new Set()
  let after, total
  do {
    const { claims } = (await ask(query, { entity: 'vidora', after, filter: { statuses: ['asserted'] } }, 'Claims')).entity
    total = claims.totalCount
    for (const { cursor, node } of claims.edges) {
      assert.ok(cursor)
      assert.ok(node.evidence.quote.text.length > 0)
      assert.ok(!seen.has(node.id), `${node.id} comes twice`)
      seen.add(node.id)
    }
    assert.equal(claims.pageInfo.hasNextPage, seen.size < total)
    after = claims.pageInfo.endCursor
  } while (seen.size < total)
  assert.ok(total > 2)
}

// node-cayley asks in the manner of Cayley's first API.
const { default: cayley } = await import('node-cayley')
const client = cayley(new URL(server).host, { logLevel: 0, promisify: true })
const fined = await client.g.V('<vidora>').In('<fines>').All()
assert.deepEqual(fined.result, [{ id: '<northern-court>' }])
const owners = await client.g.V('<vidora>').Tag('what').In('<owns>').Tag('who').All()
assert.deepEqual(owners.result, [{ id: '<chirp>', what: '<vidora>', who: '<chirp>' }])
const limited = await client.g.V('<vidora>').Both(['<fines>', '<owns>', '<mutes>']).GetLimit(2)
assert.equal(limited.result.length, 2)
const quads = await client.read()
assert.match(quads, /<northern-court> <fines> <vidora> \./)

// Nothing is written, and the answer says why.
const refusals = [await client.write([{ primaryKey: '</a>', name: 'c' }]), await client.delete([{ primaryKey: '</a>', name: 'c' }])]
for (const refused of refusals) {
  assert.match(refused.error, /only read/)
}
assert.deepEqual((await client.g.V('<vidora>').In('<fines>').All()).result, fined.result)

console.log('clients: graphql-js and node-cayley work')
