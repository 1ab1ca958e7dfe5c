/// What the host spends on one machine's process, in MiB (proc(5), smaps_rollup).
package struct MemoryUse: Hashable, Sendable {
    /// Its proportional set size: what it shares counts in parts.
    package let proportionalMiB: Int
    /// What it wrote, and nobody else has.
    package let privateMiB: Int
    /// What it has in common with others: programs, and the pages of its template that it has not written to.
    package let sharedMiB: Int

    package init(proportionalMiB: Int, privateMiB: Int, sharedMiB: Int) {
        self.proportionalMiB = proportionalMiB
        self.privateMiB = privateMiB
        self.sharedMiB = sharedMiB
    }
}
