import LinuxIO

/// The text of a definition of a small VM that starts fast.
struct Definition: Sendable {
    let name: String
    /// TOML lines above the first table, and tables.
    let text: String

    /// How VMs start whose test does not say: `BULKHEAD_TEST_START_MODE`, `clone` or `boot`.
    private static let startMode = CurrentProcess.environment("BULKHEAD_TEST_START_MODE")

    /// - Parameters:
    ///   - name: Its name.
    ///   - machineClass: Its class.
    ///   - template: What it is made of.
    ///   - encryption: That of the private volume.
    ///   - keys: More keys of the VM, one `key = value` a line.
    ///   - start: Keys of `[start]`.
    ///   - restart: Keys of `[restart]`.
    ///   - volume: The size of the private volume.
    ///   - uplink: Keys of `[uplink]`.
    init(
        _ name: String, class machineClass: String = "AppVM", template: String = "debian-12",
        encryption: String = "luks", keys: String = "", start: String = "", restart: String = "",
        volume: String = "64MiB", uplink: String = ""
    ) {
        self.name = name
        let hasMode = start.contains("mode =")
        let start = hasMode ? start : Self.startMode.map { "mode = \"\($0)\"\n\(start)" } ?? start
        text = """
            class = "\(machineClass)"
            label = "gray"
            template = "\(template)"
            memory = "192MiB"
            \(keys)
            [volume]
            size = "\(volume)"
            encryption = "\(encryption)"
            [start]
            \(start)
            [restart]
            \(restart)
            \(uplink.isEmpty ? "" : "[uplink]")
            \(uplink)

            """
    }
}
