/// Where the manager finds its files: the command line, over `bulkhead.toml`.
package struct ManagerOptions: Sendable {
    package var configurationDirectory: String
    package var runDirectory: String?
    package var stateDirectory: String?
    package var imageDirectory: String?
    /// The folder of bulkhead-broker and bulkhead-launch.
    package var programDirectory: String

    package init(
        configurationDirectory: String, runDirectory: String? = nil, stateDirectory: String? = nil,
        imageDirectory: String? = nil, programDirectory: String
    ) {
        self.configurationDirectory = configurationDirectory
        self.runDirectory = runDirectory
        self.stateDirectory = stateDirectory
        self.imageDirectory = imageDirectory
        self.programDirectory = programDirectory
    }
}
