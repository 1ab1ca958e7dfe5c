/// Reads a ruleset again, word by word, and proves that the only ways through it are those of some links.
///
/// It knows the forms that ``SwitchRuleset`` writes and no others: what it does not understand is a violation.
package struct SwitchCheck {
    /// The ways that the text opens.
    package private(set) var paths: Set<SwitchPath> = []
    /// What is not as it should be, one sentence each; empty when the text is right.
    package private(set) var violations: [String] = []

    /// The chains that deliver to a tap, by name.
    private var deliveries: [String: String] = [:]

    /// Checks a ruleset against the links that were declared.
    ///
    /// - Parameters:
    ///   - text: The input of `nft -f`.
    ///   - links: What may be open.
    package init(_ text: String, links: [NetworkLink]) {
        let lines = text.split(separator: "\n").map(String.init)
        let table = SwitchRuleset.table
        let head = ["table netdev \(table)", "delete table netdev \(table)", "table netdev \(table) {"]
        guard lines.starts(with: head), lines.last == "}" else {
            violations.append("it does not replace the table \(table), and that alone")
            return
        }
        let chains = readChains(lines[head.count..<lines.count - 1])
        for (name, rules) in chains where name.hasPrefix("to-") { readDelivery(name, rules) }
        for (name, rules) in chains where !name.hasPrefix("to-") { readSender(name, rules) }
        let wanted = Set(links.flatMap(SwitchPath.all))
        for path in paths.subtracting(wanted) { violations.append("nobody declared this way: \(path)") }
        for path in wanted.subtracting(paths) { violations.append("this way is missing: \(path)") }
    }

    private mutating func readChains(_ lines: ArraySlice<String>) -> [(name: String, rules: [String])] {
        var chains: [(name: String, rules: [String])] = []
        var isOpen = false
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            if isOpen {
                if line == "}" { isOpen = false } else { chains[chains.count - 1].rules.append(line) }
            } else if words.count == 3, words[0] == "chain", words[2] == "{" {
                if chains.contains(where: { $0.name == words[1] }) { violations.append("two chains \(words[1])") }
                chains.append((words[1], []))
                isOpen = true
            } else if words.count != 4 || words[0] != "counter" || words[2...] != ["{", "}"] {
                violations.append("outside of the chains stands: \(line)")
            }
        }
        if isOpen { violations.append("a chain has no end") }
        return chains
    }

    private mutating func readDelivery(_ name: String, _ rules: [String]) {
        let tap = String(name.dropFirst(3))
        guard rules == ["fwd to \"\(tap)\""] else {
            violations.append("\(name) does more than to deliver")
            return
        }
        deliveries[name] = tap
    }

    private mutating func readSender(_ name: String, _ rules: [String]) {
        guard name.hasPrefix("from-") else {
            violations.append("the chain \(name) has no business here")
            return
        }
        let tap = String(name.dropFirst(5))
        guard rules.count >= 2, rules.first == "type filter hook ingress device \"\(tap)\" priority 0; policy drop;",
            rules.last == "counter name \"\(SwitchRuleset.refused(tap))\" drop"
        else {
            violations.append("\(name) does not drop what it does not know")
            return
        }
        for rule in rules.dropFirst().dropLast() {
            let found = SwitchRule(rule)?.paths(from: tap, deliveries) ?? []
            if found.isEmpty { violations.append("\(name) says what is not understood: \(rule)") }
            paths.formUnion(found)
        }
    }
}
