import Definitions
import Images
import LinuxIO
package import Machines

/// Reads the configuration's files; what they mean is decided in `Definitions`.
package struct ConfigurationSource: Sendable {
    let options: ManagerOptions

    package init(_ options: ManagerOptions) { self.options = options }

    /// Reads and checks everything.
    ///
    /// - Returns: The configuration, or nil and all problems, one line each.
    package func load() -> (configuration: Configuration?, problems: [String]) {
        let directory = options.configurationDirectory
        guard FileSystem.isDirectory(directory) else {
            return (nil, ["\(directory): there is no such configuration directory"])
        }
        var unreadable: [String] = []
        var settings: SourceFile?
        if FileSystem.exists(directory + "/bulkhead.toml") {
            settings = file("bulkhead.toml", &unreadable)
        }
        var machines: [SourceFile] = []
        do {
            for name in try FileSystem.list(directory + "/vms.d") where name.hasSuffix(".toml") {
                if let file = file("vms.d/" + name, &unreadable) { machines.append(file) }
            }
        } catch {
            unreadable.append("\(error)")
        }
        // The images' place is itself a setting, so the settings are read once before the machines are judged.
        let first = read(settings, [], images: [])
        let images = options.imageDirectory ?? first.configuration?.settings.paths.images ?? HostPaths().images
        var result = read(settings, machines, images: TemplateImage.names(in: images))
        if result.configuration != nil, !unreadable.isEmpty { result.configuration = nil }
        guard var configuration = result.configuration else { return (nil, unreadable + result.problems) }
        configuration = Configuration(settings: overridden(configuration.settings), machines: configuration.machines)
        return (configuration, result.problems)
    }

    private func read(
        _ settings: SourceFile?, _ machines: [SourceFile], images: [String]
    ) -> (configuration: Configuration?, problems: [String]) {
        // A template that is not built yet is no mistake in a definition: its start says what to do.
        let facts = HostFacts(
            memoryMiB: ProcessTable.totalMemoryMiB, cpuCount: CurrentProcess.processorCount,
            imageTemplates: Array(Set(images + ["debian-12"])).sorted())
        let result = ConfigurationReader.read(settings: settings, machines: machines, host: facts)
        return (result.configuration, result.problems.map(\.description))
    }

    private func overridden(_ settings: HostSettings) -> HostSettings {
        var settings = settings
        if let run = options.runDirectory { settings.paths.run = run }
        if let state = options.stateDirectory { settings.paths.state = state }
        if let images = options.imageDirectory { settings.paths.images = images }
        return settings
    }

    private func file(_ name: String, _ problems: inout [String]) -> SourceFile? {
        do {
            let limit = SourceFile.maximumByteCount + 1
            let opened = try FileSystem.open(options.configurationDirectory + "/" + name)
            var bytes: [UInt8] = []
            while bytes.count < limit, let more = try opened.read(limit: 65_536), !more.isEmpty { bytes += more }
            return SourceFile(path: name, bytes: Array(bytes.prefix(limit)))
        } catch {
            problems.append("\(name): cannot be read: \(error.reason)")
            return nil
        }
    }
}
