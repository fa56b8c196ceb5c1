"""Where the values of a graph stand: columns from left to right, and no way through a value.

The result stands at the right, and every other value as near to what is made from it as can be. A
way that passes a column has a place of its own there, as if a thin value stood in it.
"""

from dlscratch.visuals.graph_numbers import Graph

LANE, THROUGH, BESIDE = 1.0, 0.62, 0.3  # apart: two values, a value and a way, two ways
SWEEPS = 20  # an even number


def heights(graph: Graph):
    """The height of each value, and for each way those in the columns that it passes.

    In lanes, from 0 on upwards: ({place: height}, [[height, …] from the child to the parent]).
    """
    columns, links, chains = _columns(graph)
    _order(columns, links)
    up = _apart(columns, links)
    low = min(up.values())
    up = {item: height - low for item, height in up.items()}
    places = {item: height for item, height in up.items() if isinstance(item, int)}
    return places, [[up[item] for item in chain] for chain in chains]


# Inside


def _columns(graph):
    """The items of each column from the right, values (int) and passing ways (way, depth), and
    the links between neighbours: (right, left, slot)."""
    depth = [node.depth for node in graph.nodes]
    columns: list = [[] for _ in range(max(depth) + 1)]
    for place, node in enumerate(graph.nodes):
        columns[node.depth].append(place)
    links, chains = [], []
    for number, way in enumerate(graph.ways):
        chain = [(number, between) for between in range(depth[way.child] + 1, depth[way.parent])]
        for item in chain:
            columns[item[1]].append(item)
        slot = [one for one, other in enumerate(graph.ways) if other.child == way.child]
        ends = [way.child, *chain, way.parent]
        links += [(right, left, slot.index(number) if right == way.child else 0)
                  for right, left in zip(ends, ends[1:], strict=False)]  # fmt: skip
        chains.append(chain)
    return columns, links, chains


def _order(columns, links):
    """Sorts each column so that few ways cross: by neighbours' places, then pair by pair."""

    def cost():
        place = {item: number for column in columns for number, item in enumerate(column)}
        total = 0.0
        for number, (right, left, slot) in enumerate(links):
            total += 0.01 * abs(place[right] - place[left])
            for other, beyond, behind in links[:number]:
                if (other in _column(columns, right)) and (right, left) != (other, beyond):
                    turned = (place[right] - place[other]) * (place[left] - place[beyond])
                    total += turned < 0
                    if right == other:  # the first operand stands above the second
                        total += 0.4 * ((place[left] - place[beyond]) * (slot - behind) < 0)
        return total

    for right, left in zip(columns, columns[1:], strict=False):
        place = {item: number for number, item in enumerate(right)}
        seen = {item: [place[one] + 0.1 * slot for one, other, slot in links if other == item]
                for item in left}  # fmt: skip
        left.sort(key=lambda item, seen=seen: sum(seen[item]) / len(seen[item]))
    best = cost()
    for _ in range(4):
        before = best
        for column in columns:
            for low in range(len(column)):
                for high in range(low + 1, len(column)):
                    column[low], column[high] = column[high], column[low]
                    if (now := cost()) < best:
                        best = now
                    else:
                        column[low], column[high] = column[high], column[low]
        if best == before:
            break


def _column(columns, item):
    return next(column for column in columns if item in column)


def _apart(columns, links):
    """Heights that keep the order of each column and the distances.

    By turns, each item goes to the middle of those at its right, and of those at its left: at last
    an operation stands in the middle of what it gets, and one that gets one value right behind it.
    """
    up = {item: -float(number) for column in columns for number, item in enumerate(column)}
    beside: tuple[dict, dict] = {item: [] for item in up}, {item: [] for item in up}
    for right, left, _ in links:
        beside[0][right].append(left)
        beside[1][left].append(right)
    for sweep in range(SWEEPS):
        way = sweep % 2
        for column in columns[:: 1 if way == 0 else -1][1:]:
            near = [beside[1 - way][item] or [item] for item in column]
            wanted = [sum(up[one] for one in items) / len(items) for items in near]
            up.update(zip(column, _spread(column, wanted), strict=True))
    return up


def _spread(column, wanted):
    """As near as can be to what each wants, downwards: neighbours that are too near share."""
    offsets = [0.0]
    for one, other in zip(column, column[1:], strict=False):
        values = isinstance(one, int) + isinstance(other, int)
        offsets.append(offsets[-1] - (BESIDE, THROUGH, LANE)[values])
    blocks: list = []  # mean and count, falling from block to block
    for want, offset in zip(wanted, offsets, strict=True):
        blocks.append((want - offset, 1))
        while len(blocks) > 1 and blocks[-2][0] < blocks[-1][0]:
            (a, m), (b, n) = blocks[-2:]
            blocks[-2:] = [((a * m + b * n) / (m + n), m + n)]
    means = [mean for mean, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
