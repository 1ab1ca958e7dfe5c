/// The text of a definition of a small VM that starts fast.
struct Definition: Sendable {
    let name: String
    /// TOML lines above the first table, and tables.
    let text: String

    /// - Parameters:
    ///   - name: Its name.
    ///   - encryption: That of the private volume.
    ///   - keys: More keys of the VM, one `key = value` a line.
    ///   - start: Keys of `[start]`.
    ///   - restart: Keys of `[restart]`.
    ///   - volume: The size of the private volume.
    init(
        _ name: String, encryption: String = "luks", keys: String = "", start: String = "", restart: String = "",
        volume: String = "64MiB"
    ) {
        self.name = name
        text = """
            class = "AppVM"
            label = "gray"
            template = "debian-12"
            memory = "192MiB"
            \(keys)
            [volume]
            size = "\(volume)"
            encryption = "\(encryption)"
            [start]
            \(start)
            [restart]
            \(restart)

            """
    }
}
