import Machines

/// Turns the texts of a configuration into values, and says everything that is wrong with them.
package enum ConfigurationReader {
    /// Reads a whole configuration.
    ///
    /// - Parameters:
    ///   - settings: `bulkhead.toml`; nil when there is none, and every setting has its default.
    ///   - machines: The files of `vms.d` in any order; each gives the VM of its name, `NAME.toml`.
    ///   - host: The host that the VMs are to run on.
    /// - Returns: The configuration, unless there is an error, and all problems of all files.
    package static func read(
        settings: SourceFile?, machines: [SourceFile], host: HostFacts
    ) -> ConfigurationResult {
        var problems: [Problem] = []
        var files = machines.sorted { $0.path < $1.path }
        if files.count > Configuration.maximumMachineCount {
            problems.append(
                Problem(
                    file: files[Configuration.maximumMachineCount].path, position: .start,
                    message: "\(files.count) VMs are defined",
                    expected: "at most \(Configuration.maximumMachineCount)"))
            files.removeLast(files.count - Configuration.maximumMachineCount)
        }
        let parsedSettings = settings.map { ParsedFile($0) }
        let settingsFile = parsedSettings.map { SettingsFile($0) }
        let hostSettings = settingsFile?.settings ?? HostSettings()
        problems += settingsFile?.problems ?? []
        if let parsedSettings, hostSettings.userIDs.count < files.count {
            problems.append(
                Problem(
                    file: parsedSettings.path, position: parsedSettings.positions.value(["uids", "count"]),
                    message: "\(hostSettings.userIDs.count) user ids for \(files.count) VMs",
                    expected: "one for each VM"))
        }
        let machineFiles = files.map { MachineFile($0, host: host, limits: hostSettings.limits) }
        problems += machineFiles.flatMap(\.problems)
        problems += ReferenceCheck(machineFiles, imageTemplates: host.imageTemplates).problems
        let configuration = Configuration(settings: hostSettings, machines: machineFiles.compactMap(\.definition))
        if let parsedSettings, let name = hostSettings.disposables.standard,
            configuration[name]?.templateForDispvms != true
        {
            let candidates = configuration.machines.filter(\.templateForDispvms).map(\.name.text)
            problems.append(
                Problem(
                    file: parsedSettings.path, position: parsedSettings.positions.value(["disposables", "default"]),
                    message: "'\(name)' is no VM with template_for_dispvms",
                    expected: candidates.isEmpty ? "the name of one" : "one of \(candidates.joined(separator: ", "))",
                    suggestion: NearestWord.find(name.text, among: candidates)))
        }
        return ConfigurationResult(configuration: configuration, problems: problems)
    }
}
