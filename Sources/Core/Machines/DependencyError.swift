/// Why no start order exists.
package enum DependencyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Each VM on the path takes its network from the next, and the last from the first.
    case cycle([MachineName])

    package var description: String {
        switch self {
        case .cycle(let path):
            "the netvms form a cycle: " + (path + path.prefix(1)).map(\.text).joined(separator: " -> ")
        }
    }
}
