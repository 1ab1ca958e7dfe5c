/// Which directories make up a policy, as Qubes R4.3 lays them out.
package struct PolicyLayout: Hashable, Sendable {
    /// `policy.d`.
    package let directory: String
    /// The runtime directory, whose files hide those of the same name in ``directory``.
    package let runtimeDirectory: String?
    /// Where the one-file-per-service policies of Qubes R4.0 are, for `!compat-4.0`.
    package let legacyDirectory: String?
    /// The name of the file of the locked layer in ``directory``, or nil when there is none.
    ///
    /// It is asked before all others whatever their names, never hidden by ``runtimeDirectory``, and has no includes (a
    /// signature covers one file).
    package let lockedName: String?

    package init(
        directory: String, runtimeDirectory: String? = nil, legacyDirectory: String? = nil, lockedName: String? = nil
    ) {
        self.lockedName = lockedName
        self.directory = directory
        self.runtimeDirectory = runtimeDirectory
        self.legacyDirectory = legacyDirectory
    }
}
