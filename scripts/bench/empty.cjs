// Node's own start and end. `node empty.cjs`
