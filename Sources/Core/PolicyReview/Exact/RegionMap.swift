package import Policy

/// A policy in one world as rectangles: for each call, sets of callers and of targets that the same rule decides.
package struct RegionMap: Sendable {
    /// The policy.
    package let policy: CompiledPolicy
    /// Who calls and what is called.
    package let space: RequestSpace
    let lists: CallList
    private let rows: TokenRows

    /// Makes the map.
    package init(_ policy: CompiledPolicy, _ space: RequestSpace) {
        self.policy = policy
        self.space = space
        lists = CallList(policy.rules)
        rows = TokenRows(policy, space)
    }

    /// The numbers of the rules that speak of a call, ascending.
    func rules(_ call: Call) -> [Int] { lists.rules(call) }

    /// For each caller, which of these rules match it.
    func sourceMasks(_ numbers: [Int]) -> [BitRow] {
        masks(numbers, count: space.names.count) { rows.sources[rows.sourceOfRule[$0]] }
    }

    /// For each target, which of these rules match it; none for `@dispvm`.
    func targetMasks(_ numbers: [Int]) -> [BitRow] {
        masks(numbers, count: space.targets.count) { rows.targets[rows.targetOfRule[$0]] }
    }

    /// For each caller, which of these rules match its `@dispvm`.
    func disposableMasks(_ numbers: [Int]) -> [BitRow] {
        masks(numbers, count: space.names.count) { rows.disposables[rows.targetOfRule[$0]] }
    }

    private func masks(_ numbers: [Int], count: Int, row: (Int) -> BitRow) -> [BitRow] {
        var masks = [BitRow](repeating: BitRow(count: numbers.count), count: count)
        for (place, number) in numbers.enumerated() {
            for (wordIndex, word) in row(number).words.enumerated() {
                var bits = word
                while bits != 0 {
                    masks[wordIndex << 6 + bits.trailingZeroBitCount][place] = true
                    bits &= bits - 1
                }
            }
        }
        return masks
    }
}
