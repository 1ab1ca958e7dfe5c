/// How VMs start as copies of their booted templates.
package struct CloneSettings: Hashable, Sendable {
    package static let snapshotLimitsMiB = 64...1_048_576
    package static let spareLimits = 0...16

    /// How much memory all snapshots of booted templates may take together, in MiB.
    package var snapshotMiB: Int
    /// How many copies of each snapshot wait for the next start.
    package var spares: Int

    package init(snapshotMiB: Int = 1_024, spares: Int = 1) {
        self.snapshotMiB = snapshotMiB
        self.spares = spares
    }
}
