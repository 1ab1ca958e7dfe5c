internal import LinuxIO
internal import SystemBus

/// Where to look for a manager.
package struct ManagerLocation: Hashable, Sendable {
    /// The run directory where none is named.
    package static let defaultRunDirectory = "/run/bulkhead"
    /// The file in a run directory that holds the address of the bus that the manager is on, on one line.
    package static let addressFile = "bus-address"

    /// The bus, where one is named; then nothing else is tried.
    package let bus: String?
    /// The manager's run directory.
    package let runDirectory: String
    /// Whether somebody named that directory; if so the system bus, on which another manager may be, is not tried.
    package let isRunDirectoryGiven: Bool

    /// Chooses by what the command line and the environment say, the command line first.
    ///
    /// - Parameters:
    ///   - bus: `--bus`.
    ///   - runDirectory: `--run-directory`.
    ///   - environmentBus: `BULKHEAD_BUS`.
    ///   - environmentRunDirectory: `BULKHEAD_RUN`.
    package init(
        bus: String? = nil, runDirectory: String? = nil, environmentBus: String? = nil,
        environmentRunDirectory: String? = nil
    ) {
        let given = runDirectory ?? environmentRunDirectory
        // A directory on the command line is nearer than a bus in the environment.
        self.bus = bus ?? (runDirectory == nil ? environmentBus : nil)
        self.runDirectory = given ?? Self.defaultRunDirectory
        isRunDirectoryGiven = given != nil
    }

    /// The buses to try in order, each with the words by which an error names it, and what was found missing.
    func candidates() -> (buses: [(address: BusAddress, name: String)], missing: [String]) {
        if let bus { return ([(bus == "system" ? .system : .address(bus), "the bus \(bus)")], []) }
        let file = runDirectory + "/" + Self.addressFile
        var buses: [(BusAddress, String)] = []
        var missing: [String] = []
        do {
            let text = try FileSystem.readText(file, limit: 4_096)
            buses.append((.address(text), "\(file), which says \(text)"))
        } catch {
            missing.append("\(file): \(error.reason)")
        }
        if !isRunDirectoryGiven { buses.append((.system, "the system bus")) }
        return (buses, missing)
    }
}
