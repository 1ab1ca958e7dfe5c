import LinuxIO
package import Policy

/// Where a policy and what belongs to it are on the disk.
package struct PolicyLocation: Hashable, Sendable {
    /// The file of the locked layer in a configuration's `policy.d`.
    package static let lockedName = "05-locked.policy"

    /// The directories of the rules.
    package let layout: PolicyLayout
    /// The folder that `policy.d` is in; nil where there are rules only.
    package let folder: String?
    /// The folder with `vms.d`, which the VMs are read from; nil where there is none.
    package let configurationFolder: String?
    /// The folder of the service descriptions; nil where there is none.
    package let servicesDirectory: String?
    /// The folder of the assertions; nil where there is none.
    package let assertionsDirectory: String?

    /// The rules of explicitly named directories, without anything beside them.
    package init(directory: String, runtimeDirectory: String? = nil, legacyDirectory: String? = nil) {
        layout = PolicyLayout(
            directory: directory, runtimeDirectory: runtimeDirectory, legacyDirectory: legacyDirectory)
        folder = nil
        configurationFolder = nil
        servicesDirectory = nil
        assertionsDirectory = nil
    }

    /// Finds out what a folder is: a configuration, or the rules themselves.
    ///
    /// A configuration holds `policy.d`, or any of the folders and files that only a configuration has; then its rules
    /// are in `policy.d`, also when that is missing, so that reading says so.
    ///
    /// - Parameters:
    ///   - folder: The folder.
    ///   - runtimeDirectory: Where rules are that hide those of the same file name.
    ///   - legacyDirectory: Where `!compat-4.0` finds its files.
    package init(folder: String, runtimeDirectory: String? = nil, legacyDirectory: String? = nil) {
        func inside(_ name: String) -> String? {
            let path = folder == "/" ? "/" + name : folder + "/" + name
            return FileSystem.isDirectory(path) ? path : nil
        }
        let rules = inside("policy.d")
        let services = inside("services.d")
        let assertions = inside("assertions.d")
        let hasMachines = inside("vms.d") != nil || FileSystem.exists(folder + "/bulkhead.toml")
        let isConfiguration = rules != nil || services != nil || assertions != nil || hasMachines
        let directory = isConfiguration ? rules ?? folder + "/policy.d" : folder
        let hasLocked = isConfiguration && FileSystem.exists(directory + "/" + Self.lockedName)
        layout = PolicyLayout(
            directory: directory, runtimeDirectory: runtimeDirectory, legacyDirectory: legacyDirectory,
            lockedName: hasLocked ? Self.lockedName : nil)
        self.folder = isConfiguration ? folder : nil
        configurationFolder = hasMachines ? folder : nil
        servicesDirectory = services
        assertionsDirectory = assertions
    }
}
