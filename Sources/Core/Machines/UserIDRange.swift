/// The user ids that VMs run under, one each; nobody else on the host may use them.
package struct UserIDRange: Hashable, Sendable {
    /// The first ids that are accepted: above the ids of people and system services, below the 32-bit end.
    package static let firstLimits = 1000...4_000_000_000
    /// The numbers of ids that are accepted.
    package static let countLimits = 1...1_000_000

    /// The first id.
    package var first: UInt32
    /// How many ids there are.
    package var count: Int

    package init(first: UInt32 = 200_000, count: Int = 1000) {
        self.first = first
        self.count = count
    }

    /// Whether `id` belongs to the range.
    package func contains(_ id: UInt32) -> Bool {
        id >= first && Int(id - first) < count
    }
}
