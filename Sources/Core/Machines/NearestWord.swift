/// Finds what somebody probably meant, for "did you mean".
package enum NearestWord {
    /// The longest word that is looked at, in characters: the distance takes quadratic time.
    private static let maximumLength = 64

    /// The known word that is nearest to `word`, or nil when none is near enough.
    ///
    /// Distance is Damerau-Levenshtein in its optimal-string-alignment form, letter case aside. A third of the letters
    /// may differ, at least one and at most three; beyond that a suggestion would be noise. Of two equally near words
    /// the one that comes first is taken.
    ///
    /// - Parameters:
    ///   - word: What was written.
    ///   - candidates: The words that are known.
    /// - Returns: One of the candidates, as it is spelt there.
    package static func find(_ word: String, among candidates: some Sequence<String>) -> String? {
        let written = Array(word.lowercased())
        guard !written.isEmpty, written.count <= maximumLength else { return nil }
        var best: (distance: Int, word: String)?
        for candidate in candidates where candidate != word {
            let known = Array(candidate.lowercased())
            guard known.count <= maximumLength else { continue }
            let longer = max(written.count, known.count)
            let cutOff = min(3, max(1, longer / 3))
            guard abs(written.count - known.count) <= cutOff else { continue }
            let distance = distance(written, known)
            // A one-letter word is at distance one from every other: that is no resemblance.
            guard distance <= cutOff, distance < longer, distance < best?.distance ?? .max else { continue }
            best = (distance, candidate)
        }
        return best?.word
    }

    /// The number of insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for (row, leftCharacter) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for (column, rightCharacter) in right.enumerated() {
                let replacement = last[column] + (leftCharacter == rightCharacter ? 0 : 1)
                var cost = min(replacement, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, leftCharacter == right[column - 1], left[row - 1] == rightCharacter {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
