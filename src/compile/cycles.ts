/**
 * The nodes that lie on a cycle: those that can be reached from themselves. Tarjan's strongly connected
 * components, with a stack of its own, so that a long chain cannot exhaust the call stack.
 *
 * @param edges each node and those it points to; nodes pointed to but not listed have no edges
 */
export const nodesOnCycles = (edges: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> => {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const component: string[] = []
  const open = new Set<string>()
  const onCycle = new Set<string>()

  const enter = (node: string) => {
    index.set(node, index.size)
    low.set(node, index.size - 1)
    component.push(node)
    open.add(node)
    return { node, targets: (edges.get(node) ?? [])[Symbol.iterator]() }
  }
  const lower = (node: string, to: number | undefined) => {
    low.set(node, Math.min(low.get(node) ?? 0, to ?? 0))
  }

  for (const root of edges.keys()) {
    if (index.has(root)) continue
    const path = [enter(root)]
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const { node, targets } = frame
      const { value: target, done } = targets.next()
      if (!done) {
        if (target === node) onCycle.add(node)
        if (!index.has(target)) path.push(enter(target))
        else if (open.has(target)) lower(node, index.get(target))
        continue
      }
      path.pop()
      const parent = path.at(-1)
      if (parent !== undefined) lower(parent.node, low.get(node))
      if (low.get(node) === index.get(node)) {
        const members = component.splice(component.lastIndexOf(node))
        for (const member of members) {
          open.delete(member)
          if (members.length > 1) onCycle.add(member)
        }
      }
    }
  }
  return onCycle
}
