// The npm compiler behind the command line of the native one, as far as py-solc-x, Brownie and forge use it:
//   solc --version
//   solc --standard-json [FILE] [--base-path DIR] [--include-path DIR]… [--allow-paths …]
// (`solcjs` cannot serve: it prints a line before the JSON.) Imports are read from the base path and the include
// paths only; what --allow-paths would add is never needed.
'use strict'

const fs = require('node:fs')
const path = require('node:path')

const WITH_VALUE = new Set(['--base-path', '--include-path', '--allow-paths'])
const WITHOUT_VALUE = new Set(['--standard-json', '--version', '--no-import-callback', '--no-color', '--pretty-json'])

function parse (words) {
  const options = { flags: new Set(), folders: [], file: undefined }
  for (let i = 0; i < words.length; i++) {
    const [name, inline] = words[i].split(/=(.*)/s)
    if (WITH_VALUE.has(name)) {
      const value = inline ?? words[++i]
      if (name !== '--allow-paths') options.folders.push(value)
    } else if (WITHOUT_VALUE.has(words[i])) options.flags.add(words[i])
    else if (words[i].startsWith('-') && words[i] !== '-') fail(`unrecognised option '${words[i]}'`)
    else if (words[i] !== '-') options.file = words[i]
  }
  if (options.folders.length === 0) options.folders.push('.')
  return options
}

function fail (message) {
  process.stderr.write(message + '\n')
  process.exit(1)
}

function reader (folders) {
  return name => {
    for (const folder of folders.map(each => path.resolve(each))) {
      const file = path.resolve(folder, name)
      if (file.startsWith(folder + path.sep) && fs.existsSync(file)) return { contents: fs.readFileSync(file, 'utf8') }
    }
    return { error: `File not found in: ${folders.join(', ')}` }
  }
}

const options = parse(process.argv.slice(2))
const solc = require('solc')
if (options.flags.has('--version')) {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`)
} else if (options.flags.has('--standard-json')) {
  const input = fs.readFileSync(options.file ?? 0, 'utf8')
  process.stdout.write(solc.compile(input, { import: reader(options.folders) }) + '\n')
} else fail('only --standard-json and --version are served')
