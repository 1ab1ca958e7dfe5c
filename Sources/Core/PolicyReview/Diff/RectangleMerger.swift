/// Makes few rectangles of many.
enum RectangleMerger {
    /// Unites blocks that have the same targets, then those that have the same sources.
    ///
    /// - Parameter blocks: Blocks that do not overlap.
    /// - Returns: Blocks with the same cells.
    static func merged(_ blocks: [DifferenceBlock]) -> [DifferenceBlock] {
        if blocks.count < 2 { return blocks }
        struct Key: Hashable {
            let row: BitRow
            let loops: LoopPart
        }
        func unite(
            _ blocks: [DifferenceBlock], by key: (DifferenceBlock) -> BitRow,
            _ join: (inout DifferenceBlock, DifferenceBlock) -> Void
        ) -> [DifferenceBlock] {
            var places: [Key: Int] = [:]
            var result: [DifferenceBlock] = []
            for block in blocks {
                let key = Key(row: key(block), loops: block.loops)
                if let place = places[key] {
                    join(&result[place], block)
                } else {
                    places[key] = result.count
                    result.append(block)
                }
            }
            return result
        }
        // Calls to oneself are a diagonal: any two of them are one.
        var diagonals: [LoopPart: DifferenceBlock] = [:]
        var result: [DifferenceBlock] = []
        for block in blocks {
            guard block.loops == .only || block.loops == .implied else {
                result.append(block)
                continue
            }
            diagonals[block.loops, default: block].sources.formUnion(block.sources)
            diagonals[block.loops, default: block].targets.formUnion(block.targets)
        }
        var count = 0
        repeat {
            count = result.count
            result = unite(result, by: \.targets) { $0.sources.formUnion($1.sources) }
            result = unite(result, by: \.sources) { $0.targets.formUnion($1.targets) }
        } while result.count < count
        return result + [LoopPart.only, .implied].compactMap { diagonals[$0] }
    }
}
